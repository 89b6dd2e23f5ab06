package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferRecord;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ring buffers as programs from clang use them. */
@Timeout(60)
class RingProgramsTest {
    private static final int CPUS = 3;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().possibleCpus(CPUS));
    private LoadedObject object;
    private RingBufferMap events;
    private UserRingBufferMap commands;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("rings", TestObjects.bytes("rings")));
        events = (RingBufferMap) object.map("events").orElseThrow();
        commands = (UserRingBufferMap) object.map("commands").orElseThrow();
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static byte[] ints(final int... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private int run(final String program, final byte[] context) throws ProgramFaultException {
        return object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(context).within(Duration.ofSeconds(50))).retval();
    }

    private void put(final long first, final long second) {
        try (UserRingBufferRecord record = commands.reserve(16).orElseThrow()) {
            record.sample().set(ValueLayout.JAVA_LONG, 0, first);
            record.sample().set(ValueLayout.JAVA_LONG, 8, second);
            record.submit();
        }
    }

    /** Programs on several threads, a ring of one page, a consumer in Java: each event arrives once, in order. */
    @Test
    void shouldCarryTheEventsOfManyProgramsToOneConsumer() throws Exception {
        final int each = 30_000;
        final List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            if (i % 10 != 9 || i % 7 == 3) {
                expected.add(i);
            }
        }
        final int[] next = new int[CPUS];
        try (ExecutorService executor = Executors.newFixedThreadPool(CPUS)) {
            final List<Future<Integer>> runs = new ArrayList<>();
            for (int cpu = 0; cpu < CPUS; cpu++) {
                final byte[] context = ints(each, cpu);
                runs.add(executor.submit(() -> run("send", context)));
            }
            int received = 0;
            while (received < CPUS * expected.size()) {
                final int got = events.poll(sample -> {
                    assertEquals(16, sample.byteSize());
                    final int cpu = sample.get(ValueLayout.JAVA_INT, 0);
                    final long number = sample.get(ValueLayout.JAVA_INT, 4);
                    assertEquals((long) expected.get(next[cpu]++), number);
                    assertEquals(number * number, sample.get(ValueLayout.JAVA_LONG, 8));
                }, Integer.MAX_VALUE, Duration.ofSeconds(50));
                assertNotEquals(0, got);
                received += got;
            }
            for (final Future<Integer> run : runs) {
                assertEquals(0, run.get(50, TimeUnit.SECONDS));
            }
        }
        assertEquals(0, events.consume(sample -> { }, 1));
        assertEquals(events.query(2), events.query(3));
    }

    @Test
    void shouldAnswerQueries() throws Exception {
        assertEquals(0, run("send", ints(10, 0)));
        assertEquals(10 * 24, run("query", ints(0)), "what was discarded is still there");
        assertEquals(4096, run("query", ints(1)));
        assertEquals(0, run("query", ints(2)));
        assertEquals(10 * 24, run("query", ints(3)));
        assertEquals(9, events.consume(sample -> { }, 100));
        assertEquals(0, run("query", ints(0)));
        assertEquals(10 * 24, run("query", ints(2)));
    }

    /** What the kernel's verifier forbids ends the program here, and leaves no record that holds up the others. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(quoteCharacter = '"', value = {
        "0, a record of 8 bytes of map events was neither submitted nor discarded, 0",
        "1, invalid write of 8 bytes, 1",
        "2, is no record of a ring buffer that is reserved, 1",
        "3, \"(ends 8 bytes past the end of record of map events of 8 bytes\", 0",
        "4, is no record of a ring buffer that is reserved, 0",
        "5, is no record of a ring buffer that is reserved, 0",
        "6, map commands is no ring buffer but user_ringbuf, 0",
        "7, (starts 8 bytes before record of map events of 8 bytes, 0",
        "8, data of bpf_ringbuf_output: invalid read of 600 bytes, 0",
        "9, \"NULL, or close to it\", 0",
    })
    void shouldFaultAndDiscardWhatIsLeft(final int how, final String message, final int submitted) {
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> run("misuse", ints(how)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals(submitted, events.consume(sample -> assertEquals(1, sample.get(ValueLayout.JAVA_LONG, 0)), 10));
        assertEquals(0, events.query(0), "nothing is left in the ring");
    }

    @Test
    void shouldSayWhereTheRecordWasReserved() {
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> run("misuse", ints(0)));
        assertTrue(e.report().message().startsWith("Unreleased reference: "), e.getMessage());
        assertTrue(e.report().location().contains("bpf_ringbuf_reserve(&events, 8, 0)"), e.report().location());
    }

    /** how to read, what the sum of five samples is, the error of the last. */
    @ParameterizedTest
    @CsvSource({"0, 15, 0", "1, 150, 0", "2, 25, 0", "3, 0, -7", "4, 0, -22"})
    void shouldLetACallbackReadSamples(final int how, final int sum, final int error) throws Exception {
        for (int i = 1; i <= 5; i++) {
            put(i, 10 * i);
        }
        final byte[] context = ints(how, 0, 0, -1, -1);
        assertEquals(5, run("receive", context));
        assertArrayEquals(ints(how, 0, 0, sum, error), context);
        assertEquals(0, run("receive", context), "all is drained");
    }

    @Test
    void shouldStopWhenTheCallbackSaysSo() throws Exception {
        for (int i = 1; i <= 5; i++) {
            put(i, 0);
        }
        assertEquals(2, run("receive", ints(0, 2, 0, 0, 0)));
        final byte[] rest = ints(0, 0, 0, 0, 0);
        assertEquals(3, run("receive", rest));
        assertArrayEquals(ints(0, 0, 0, 3 + 4 + 5, 0), rest);
        assertEquals(-Errno.EINVAL.number(), run("receive", ints(0, 0, 4, 0, 0)));
    }

    @Test
    void shouldNotLetACallbackLookBehindADynptr() {
        put(1, 2);
        put(3, 4);
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run("receive", ints(5, 0, 0, 0, 0)));
        assertTrue(e.getMessage().contains("(starts 8 bytes before sample of map commands of 16 bytes"),
                e.getMessage());
    }

    @Test
    void shouldNotLetAProgramReadASampleThatIsNoLongerLent() {
        put(1, 2);
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> run("receive_late", new byte[8]));
        assertTrue(e.getMessage().contains("invalid read of 8 bytes"), e.getMessage());
    }
}
