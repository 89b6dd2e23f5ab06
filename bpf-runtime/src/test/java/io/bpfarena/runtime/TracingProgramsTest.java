package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tracing programs over arguments that the caller gives: what kernel/trace/bpf_trace.c lets them see. */
class TracingProgramsTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("tracing", TestObjects.bytes("tracing")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private int run(final String program, final long... context) throws ProgramFaultException {
        final ByteBuffer bytes = ByteBuffer.allocate(context.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(context);
        return object.program(program).orElseThrow().run(bytes.array()).retval();
    }

    private List<Long> seen(final int count) {
        final ByteBuffer bytes = ByteBuffer.wrap(object.global("seen").orElseThrow().get()).order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, count).mapToObj(i -> bytes.getLong(8 * i)).toList();
    }

    @ParameterizedTest
    @CsvSource({"entry, TRACING", "leave, TRACING", "modify, TRACING", "typed, TRACING", "hook, LSM", "probe, KPROBE",
        "record, TRACEPOINT", "sample, PERF_EVENT", "writable, RAW_TRACEPOINT_WRITABLE"})
    void shouldTellTypesBySection(final String program, final ProgramType type) {
        assertEquals(type, object.program(program).orElseThrow().type());
    }

    @Test
    void shouldSeeTheArgumentsOfAFunctionOnEntry() throws Exception {
        assertEquals(0, run("entry", 0xFFFF_FFFFL, 77));
        assertEquals(List.of(-1L, 77L, 2L, 0L, 77L, -22L, 0L, -95L), seen(8));
    }

    @Test
    void shouldSeeTheReturnValueOnExit() throws Exception {
        assertEquals(0, run("leave", 1, 2, 300));
        assertEquals(List.of(2L, 0L, 300L, 300L, -22L), seen(5));
    }

    @Test
    void shouldReturnWhatReplacesTheReturnValue() throws Exception {
        assertEquals(43, run("modify", 1, 2, 42));
    }

    @Test
    void shouldAnswerForAHook() throws Exception {
        assertEquals(-13, run("hook", 1));
        assertEquals(0, run("hook", 0));
    }

    @Test
    void shouldSeeTypedTracepointsRecordsAndWritableOnes() throws Exception {
        run("typed", 5, 6);
        assertEquals(List.of(6L), seen(1));
        run("record", 0, 0, 230);
        assertEquals(List.of(230L), seen(1));
        run("writable", 9);
        assertEquals(List.of(9L), seen(1));
    }

    @Test
    void shouldFillUpRegistersThatAreNotGiven() throws Exception {
        final long[] registers = new long[21];
        registers[14] = 1111;
        registers[20] = 2222;
        run("probe", registers);
        assertEquals(List.of(1111L, 2222L, 0L), seen(3));
        run("probe");
        assertEquals(List.of(0L, 0L, 0L), seen(3));
        final long[] sample = new long[23];
        sample[21] = 4000;
        sample[22] = 0x1234;
        run("sample", sample);
        assertEquals(List.of(4000L, 0x1234L), seen(2));
    }

    @Test
    void shouldNotLetProgramsReadPastTheirArgumentsOrWriteThem() {
        assertTrue(assertThrows(ProgramFaultException.class, () -> run("typed", 5)).report().message()
                .startsWith("invalid read of 8 bytes"));
        assertTrue(assertThrows(ProgramFaultException.class, () -> run("scribble", 5)).report().message()
                .startsWith("invalid write of 8 bytes"));
    }

    @ParameterizedTest
    @CsvSource({"entry, 13", "probe, 21", "sample, 23", "record, 1024", "writable, 12", "hook, 13"})
    void shouldRefuseAContextThatIsTooLarge(final String program, final int most) throws Exception {
        assertEquals("the context of a program of type %s has at most %d bytes: size=%d".formatted(
                        object.program(program).orElseThrow().type().label(), 8 * most, 8 * most + 8),
                assertThrows(InvalidInputException.class, () -> run(program, new long[most + 1])).getMessage());
        run(program, new long[most]);
    }
}
