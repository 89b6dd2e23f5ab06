package io.bpfarena.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What one input may cost: {@link #MAX_CPU_NANOS} of processor time, so that a busy machine raises no false alarm, and
 * {@link #MAX_BYTES} of memory, where all that was allocated on the heap counts, even if it is garbage by then. Now and
 * then it is also looked whether descriptors or address space were left behind. One thread.
 */
public final class Budget {
    /** Processor time for an input. */
    static final long MAX_CPU_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Heap and map memory for an input, in bytes. */
    static final long MAX_BYTES = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEAK_CHECK_INTERVAL = 256;
    /** The JVM opens files of its own when it loads classes. */
    private static final int SPARE_DESCRIPTORS = 32;
    /** Less than one arena's view. The JVM's own threads and compilers stay far below. */
    private static final long SPARE_ADDRESS_SPACE = 3L << 30;
    private static final int PAGE_SIZE = 4096;

    private static int inputs;
    private static long descriptorsAtStart;
    private static long addressSpaceAtStart;

    private Budget() {
    }

    /**
     * Puts an input through a target. One that costs too much is put through once more, and only then found at fault:
     * the first that needs a class pays for loading it and for having it instrumented.
     *
     * @param target       that was given the input.
     * @param mapBytes     bytes outside the heap that maps may have taken.
     * @param grantedNanos processor time that was granted on top, such as to programs that are run.
     * @throws BudgetExceededException if it cost too much twice, or something was left behind.
     */
    public static void check(final Runnable target, final long mapBytes, final long grantedNanos) {
        try {
            measure(target, mapBytes, grantedNanos);
        } catch (final BudgetExceededException e) {
            measure(target, mapBytes, grantedNanos);
        }
        inputs++;
        if (inputs % LEAK_CHECK_INTERVAL == 0) {
            checkLeaks();
        }
    }

    private static void measure(final Runnable target, final long mapBytes, final long grantedNanos) {
        final long cpuAtStart = THREADS.getCurrentThreadCpuTime();
        final long allocatedAtStart = THREADS.getCurrentThreadAllocatedBytes();
        target.run();
        final long cpu = THREADS.getCurrentThreadCpuTime() - cpuAtStart;
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedAtStart;
        if (cpu > MAX_CPU_NANOS + grantedNanos) {
            throw new BudgetExceededException("took %d ms of processor time, at most %d are allowed".formatted(
                    TimeUnit.NANOSECONDS.toMillis(cpu), TimeUnit.NANOSECONDS.toMillis(MAX_CPU_NANOS + grantedNanos)));
        }
        if (allocated + mapBytes > MAX_BYTES) {
            throw new BudgetExceededException("took %d bytes of heap and %d of map memory, at most %d are allowed"
                    .formatted(allocated, mapBytes, MAX_BYTES));
        }
    }

    private static void checkLeaks() {
        final long descriptors = descriptors();
        final long addressSpace = addressSpace();
        if (inputs == LEAK_CHECK_INTERVAL) {
            descriptorsAtStart = descriptors;
            addressSpaceAtStart = addressSpace;
        }
        if (descriptors > descriptorsAtStart + SPARE_DESCRIPTORS
                || addressSpace > addressSpaceAtStart + SPARE_ADDRESS_SPACE) {
            throw new BudgetExceededException(
                    "one of the last inputs leaked: descriptors %d, at first %d; address space %d, at first %d"
                            .formatted(descriptors, descriptorsAtStart, addressSpace, addressSpaceAtStart));
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the process has mapped. */
    private static long addressSpace() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[0]) * PAGE_SIZE;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
