package io.bpfarena.runtime.map;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Work done by several threads at once, which start together. */
public final class Parallel {
    private static final int SECONDS = 60;

    private Parallel() {
    }

    /** What one thread does. */
    @FunctionalInterface
    public interface Work {
        /** @param thread from 0. */
        void run(int thread) throws Exception;
    }

    /** Runs one piece of work on each of several threads. */
    public static void run(final int threads, final Work work) throws Exception {
        final List<Work> works = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            works.add(work);
        }
        run(works.toArray(Work[]::new));
    }

    /** Runs each piece of work on a thread of its own. */
    public static void run(final Work... works) throws Exception {
        final CyclicBarrier start = new CyclicBarrier(works.length);
        final List<Callable<Void>> calls = new ArrayList<>();
        for (int thread = 0; thread < works.length; thread++) {
            final int number = thread;
            calls.add(() -> {
                start.await(SECONDS, TimeUnit.SECONDS);
                works[number].run(number);
                return null;
            });
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(works.length)) {
            for (final Future<Void> result : executor.invokeAll(calls, SECONDS, TimeUnit.SECONDS)) {
                result.get();
            }
        }
    }
}
