package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferRecord;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A ring buffer from programs on several threads to a consumer thread, and commands from a thread to a program. */
@Timeout(100)
class RingBufferProgramsTest {
    private static final int SENDERS = 3;
    private static final int EVENTS = 3_000;

    static Stream<Variant> all() {
        return Variant.all();
    }

    /** What the consumer saw: per sender how many, and the last number. */
    private static final class Seen {
        private final long[] records = new long[SENDERS];
        private final long[] last = new long[SENDERS];

        Seen() {
            Arrays.fill(last, -1);
        }

        void take(final MemorySegment event) {
            assertEquals(24, event.byteSize());
            final int sender = event.get(ValueLayout.JAVA_INT, 0);
            final long number = event.get(ValueLayout.JAVA_INT, 4);
            assertTrue(number > last[sender], "sender %d: %d after %d".formatted(sender, number, last[sender]));
            assertFalse(isDiscarded(number), "a discarded event arrived: " + number);
            assertEquals(number * number, event.get(ValueLayout.JAVA_LONG, 8));
            last[sender] = number;
            records[sender]++;
        }
    }

    /** The ring holds 128 events; who finds it full tries again. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldReachTheConsumerThreadInOrder(final Variant variant) throws Exception {
        final Seen seen = new Seen();
        try (KernelObject object = KernelObject.load("ring_buffers", variant)) {
            final RingBufferMap events = (RingBufferMap) object.map("events");
            final AtomicInteger sending = new AtomicInteger(SENDERS);
            final Parallel.Work send = thread -> {
                for (int number = 0; number < EVENTS; number++) {
                    while (object.runOnCpu(thread, "send", thread, number, 1).at(5) != 0) {
                        LockSupport.parkNanos(100_000);
                    }
                }
                sending.decrementAndGet();
            };
            Parallel.run(send, send, send, thread -> {
                while (sending.get() != 0 || events.query(0) != 0) {
                    events.poll(seen::take, Integer.MAX_VALUE, Duration.ofMillis(20));
                }
            });
            assertEquals(events.query(2), events.query(3), "all was consumed");
        }
        final long[] wanted = new long[SENDERS];
        Arrays.fill(wanted, IntStream.range(0, EVENTS).filter(number -> !isDiscarded(number)).count());
        assertEquals(Arrays.toString(wanted), Arrays.toString(seen.records));
    }

    private static boolean isDiscarded(final long number) {
        return number % 8 == 7 && number % 5 != 4;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldObeyCommandsOfAThread(final Variant variant) throws Exception {
        final int commands = 2_000;
        long model = 1;
        for (int i = 0; i < commands; i++) {
            model = i % 3 == 0 ? model * (i + 3) : model + i;
        }
        final long[] result = {1};
        try (KernelObject object = KernelObject.load("ring_buffers", variant)) {
            final UserRingBufferMap ring = (UserRingBufferMap) object.map("commands");
            Parallel.run(thread -> {
                for (int i = 0; i < commands; i++) {
                    command(ring, i % 3 == 0 ? '*' : '+', i % 3 == 0 ? i + 3 : i);
                }
            }, thread -> {
                for (int obeyed = 0; obeyed < commands;) {
                    final Answer answer = object.runOnCpu(thread, "calculate", result[0]);
                    assertTrue(answer.retval() >= 0, "error " + answer.retval());
                    obeyed += answer.retval();
                    result[0] = answer.at(1);
                    LockSupport.parkNanos(answer.retval() == 0 ? 100_000 : 0);
                }
            });
        }
        assertEquals(model, result[0]);
    }

    private static void command(final UserRingBufferMap ring, final long operator, final long operand) {
        try (UserRingBufferRecord record = ring.reserve(16, Duration.ofSeconds(50)).orElseThrow()) {
            record.sample().set(ValueLayout.JAVA_LONG, 0, operator);
            record.sample().set(ValueLayout.JAVA_LONG, Long.BYTES, operand);
            record.submit();
        }
    }
}
