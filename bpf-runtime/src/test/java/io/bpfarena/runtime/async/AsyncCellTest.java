package io.bpfarena.runtime.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpecialFields;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers and works by themselves, with callbacks of Java. */
class AsyncCellTest {
    private static final int SECONDS = 60;
    private static final long NEVER = TimeUnit.DAYS.toNanos(1);

    private final AsyncThreads threads = new AsyncThreads("test");
    private final BpfMap map = new MapFactory((name, wanted) -> null).create("test",
            new MapAttributes(MapType.ARRAY.number(), 4, 32, 1, 0, 0, 0).withFields(SpecialFields.of(
                    new SpecialFields.Place(SpecialField.TIMER, 0),
                    new SpecialFields.Place(SpecialField.WORKQUEUE, 16))));
    private final long value = map.directValueAddress(0);

    @AfterEach
    void close() {
        threads.close();
        map.close();
    }

    private TimerCell timer() {
        return new TimerCell(map, value, TimerClock.MONOTONIC, threads);
    }

    private static void nothing(final MapHold held, final long element, final int cpu) {
        // The callback of a timer that is not to fire.
    }

    /** Whatever the moment: once cancel has answered, the callback neither runs nor will run. */
    @Test
    void shouldNotRunOnceItWasCancelled() {
        final TimerCell timer = timer();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger runs = new AtomicInteger();
        for (int round = 0; round < 3000; round++) {
            assertEquals(0, timer.setCallback((held, element, cpu) -> {
                inside.incrementAndGet();
                runs.incrementAndGet();
                Thread.yield();
                inside.decrementAndGet();
            }));
            assertEquals(0, timer.start(round % 50 * 1000L, 0, 0));
            for (int i = 0; i < round % 20; i++) {
                Thread.onSpinWait();
            }
            final long answer = timer.cancel(() -> { });
            assertEquals(0, inside.get());
            final int before = runs.get();
            assertTrue(answer == 0 || answer == 1, () -> "answer " + answer);
            assertEquals(-Errno.EINVAL.number(), timer.start(0, 0, 0));
            assertEquals(before, runs.get());
        }
    }

    /** A program can start works of elements that it deletes, as fast as it likes, while another work runs. */
    @Test
    void shouldNotKeepWorksOfElementsThatWent() throws Exception {
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        final WorkCell first = new WorkCell(map, value, threads);
        assertEquals(0, first.setCallback((held, element, cpu) -> {
            running.countDown();
            awaitQuietly(end);
        }));
        assertEquals(0, first.start(0, 0));
        assertTrue(running.await(SECONDS, TimeUnit.SECONDS));
        try {
            for (int i = 0; i < 1000; i++) {
                final WorkCell work = new WorkCell(map, value, threads);
                assertEquals(0, work.setCallback(AsyncCellTest::nothing));
                assertEquals(0, work.start(0, 0));
                assertEquals(1, threads.waitingWorks());
                work.cancelAndFree();
                assertEquals(0, threads.waitingWorks());
            }
        } finally {
            end.countDown();
        }
    }

    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await(SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldCountOneStartOnly() throws Exception {
        final TimerCell timer = timer();
        final CountDownLatch fired = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();
        timer.setCallback((held, element, cpu) -> {
            runs.addAndGet(cpu);
            fired.countDown();
        });
        for (int cpu = 1; cpu <= 100; cpu++) {
            timer.start(NEVER, 0, cpu);
        }
        timer.start(0, 0, 1000);
        assertTrue(fired.await(SECONDS, TimeUnit.SECONDS));
        assertEquals(0, timer.cancel(() -> { }), "no other start is left");
        assertEquals(1000, runs.get());
    }

    @Test
    void shouldBeNothingOnceItsElementHasGone() {
        final TimerCell timer = timer();
        final WorkCell work = new WorkCell(map, value, threads);
        timer.setCallback(AsyncCellTest::nothing);
        timer.start(NEVER, 0, 0);
        timer.cancelAndFree();
        work.cancelAndFree();
        assertEquals(-Errno.EINVAL.number(), timer.start(0, 0, 0));
        assertEquals(-Errno.EINVAL.number(), timer.setCallback(AsyncCellTest::nothing));
        assertEquals(-Errno.EINVAL.number(), timer.cancel(() -> { }));
        assertEquals(-Errno.EINVAL.number(), timer.cancelAsync());
        assertEquals(-Errno.EINVAL.number(), work.start(0, 0));
        assertEquals(-Errno.EINVAL.number(), work.setCallback(AsyncCellTest::nothing));
    }

    @Test
    void shouldSetNoCallbackInAMapThatWasClosed() {
        try (MapHold hold = MapHold.of(map).orElseThrow()) {
            assertEquals(map, hold.map());
            map.close();
            assertEquals(-Errno.EPERM.number(), timer().setCallback(AsyncCellTest::nothing));
        }
    }

    /** The memory is gone before the callback comes. */
    @Test
    void shouldNotRunForAMapThatIsGone() throws Exception {
        final TimerCell timer = timer();
        final AtomicInteger runs = new AtomicInteger();
        timer.setCallback((held, element, cpu) -> runs.incrementAndGet());
        map.close();
        timer.start(0, 0, 0);
        final CountDownLatch later = new CountDownLatch(1);
        threads.after(1_000_000, later::countDown);
        assertTrue(later.await(SECONDS, TimeUnit.SECONDS));
        assertEquals(0, runs.get());
    }

    /** Whoever starts a work knows that it runs after that at least once, and never beside itself. */
    @Test
    void shouldRunAWorkAfterEachStart() throws Exception {
        final int starters = 4;
        final int rounds = 2000;
        final WorkCell work = new WorkCell(map, value, threads);
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger seen = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger beside = new AtomicInteger();
        work.setCallback((held, element, cpu) -> {
            beside.addAndGet(inside.getAndIncrement());
            seen.set(asked.get());
            inside.decrementAndGet();
        });
        final CyclicBarrier start = new CyclicBarrier(starters);
        try (ExecutorService executor = Executors.newFixedThreadPool(starters)) {
            for (final Future<Long> result : IntStream.range(0, starters).mapToObj(i -> executor.submit(() -> {
                start.await(SECONDS, TimeUnit.SECONDS);
                long answers = 0;
                for (int round = 0; round < rounds; round++) {
                    asked.incrementAndGet();
                    answers |= work.start(0, 0);
                }
                return answers;
            })).toList()) {
                assertEquals(0, result.get(SECONDS, TimeUnit.SECONDS));
            }
        }
        final CountDownLatch last = new CountDownLatch(1);
        threads.queue(last::countDown);
        assertTrue(last.await(SECONDS, TimeUnit.SECONDS));
        assertEquals(starters * rounds, seen.get());
        assertEquals(0, beside.get());
    }

    @Test
    void shouldDoNothingOnceItsThreadsHaveEnded() {
        final TimerCell timer = timer();
        timer.setCallback(AsyncCellTest::nothing);
        timer.start(NEVER, 0, 0);
        threads.close();
        assertEquals(0, timer.start(0, 0, 0));
        assertEquals(0, timer.cancel(() -> { }), "it was not armed");
        assertNull(threads.queue(() -> { }));
    }

    /** clock_gettime has more clocks, bpf_timer_init three of them. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 8, 9, 10, 11, 16, 17, 23, -1, 1L << 32, Long.MIN_VALUE})
    void shouldKnowThreeClocks(final long flags) {
        assertTrue(TimerClock.of(flags).isEmpty());
        assertEquals(TimerClock.REALTIME, TimerClock.of(0).orElseThrow());
        assertEquals(TimerClock.MONOTONIC, TimerClock.of(1).orElseThrow());
        assertEquals(TimerClock.BOOTTIME, TimerClock.of(7).orElseThrow());
    }
}
