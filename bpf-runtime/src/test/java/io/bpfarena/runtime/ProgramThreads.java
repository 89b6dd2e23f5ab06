package io.bpfarena.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What tests of programs on several threads need. */
final class ProgramThreads {
    /** Longer than anything takes on a busy machine. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private ProgramThreads() {
    }

    /** A context of u32. */
    static byte[] ints(final int... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    static int intAt(final byte[] bytes, final int index) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * index);
    }

    static long longAt(final byte[] bytes, final int index) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(8 * index);
    }

    /** All at once, each on a thread of its own; their results in order, or what the first threw. */
    static <T> List<T> all(final List<Callable<T>> calls) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(calls.size())) {
            final List<T> results = new ArrayList<>();
            for (final Future<T> call : calls.stream().map(executor::submit).toList()) {
                try {
                    results.add(call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
                } catch (final ExecutionException e) {
                    executor.shutdownNow();
                    throw e.getCause() instanceof final Exception cause ? cause : e;
                }
            }
            return results;
        }
    }

    /** Waits until something has become true. */
    static void await(final String what, final BooleanSupplier condition) throws InterruptedException {
        final long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("waited in vain: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
