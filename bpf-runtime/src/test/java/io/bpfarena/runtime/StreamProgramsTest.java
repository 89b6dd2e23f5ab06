package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import io.bpfarena.runtime.stream.ProgramStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What programs write to their streams, and what is reported there of them (kernel/bpf/stream.c). */
class StreamProgramsTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("streams", TestObjects.bytes("streams")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private LoadedProgram program(final String name) {
        return object.program(name).orElseThrow();
    }

    private RunResult run(final String program, final byte[] context) throws ProgramFaultException {
        return program(program).run(context);
    }

    private String read(final String program, final ProgramStream.Id id) {
        return program(program).stream(id).readText();
    }

    private static byte[] longs(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    @Test
    void shouldKeepWhatEachProgramPrintsUntilItIsRead() throws Exception {
        assertEquals(0, run("print", longs(-3, 0xABCD)).retval());
        assertEquals(0, run("print", longs(4, 1)).retval());
        assertEquals(0, run("print_by_the_older_name", new byte[8]).retval());
        assertEquals("-3 of abcd\n4 of 1\n", read("print", ProgramStream.Id.STDOUT));
        assertEquals("", read("print", ProgramStream.Id.STDOUT));
        assertEquals("", read("print", ProgramStream.Id.STDERR));
        assertEquals("some text\n", read("print_by_the_older_name", ProgramStream.Id.STDERR));
    }

    @Test
    void shouldReadPiecemeal() throws Exception {
        run("print", longs(12, 0x34));
        final ProgramStream stream = program("print").stream(ProgramStream.Id.STDOUT);
        assertArrayEquals("12 o".getBytes(), stream.read(4));
        assertArrayEquals(new byte[0], stream.read(0));
        assertArrayEquals("f 34\n".getBytes(), stream.read(100));
    }

    @Test
    void shouldAnswerWrongCallsAsTheKernelDoes() throws Exception {
        final byte[] context = new byte[24];
        run("refused", context);
        final ByteBuffer answers = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(List.of(-2, -22, -22, -22, -22, -2),
                IntStream.range(0, 6).mapToObj(i -> answers.getInt(4 * i)).toList());
        assertEquals("", read("refused", ProgramStream.Id.STDOUT));
    }

    @Test
    void shouldRefuseWhatFindsNoRoom() throws Exception {
        final byte[] context = new byte[8];
        assertEquals(-28, run("fill", context).retval());
        // 11 bytes a line: 9090 lines are 99,990 bytes, and one more would reach 100,000.
        assertEquals(9090, ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getLong());
        assertEquals(99_990, read("fill", ProgramStream.Id.STDOUT).length());
        run("fill", context);
        assertFalse(read("fill", ProgramStream.Id.STDOUT).isEmpty(), "what was read made room");
    }

    @Test
    void shouldPrintTheStack() throws Exception {
        assertEquals(2, run("stack", new byte[8]).retval());
        final String text = read("stack", ProgramStream.Id.STDOUT);
        assertTrue(text.matches("CPU: 0 UID: %s PID: %s Comm: %s\nCall trace:\ninner\\+0x\\w+/0x\\w+\n  "
                .formatted(Files.getAttribute(Path.of("/proc/thread-self"), "unix:uid"),
                        Path.of("/proc/thread-self").toRealPath().getFileName(),
                        Pattern.quote(Files.readString(Path.of("/proc/thread-self/comm")).strip()))
                + "\\Qbpf_stream_print_stack(STDOUT); @ ./streams.bpf.c:\\E\\d+\nstack\\+0x\\w+/0x\\w+\n  "
                + "\\Qreturn inner(1); @ ./streams.bpf.c:\\E\\d+\n"), text);
    }

    @Test
    void shouldReportAccessToAbsentPagesOnTheErrorStream() throws Exception {
        final RunResult result = run("touch_nothing", new byte[8]);
        assertEquals(1, result.faultCount());
        final String text = read("touch_nothing", ProgramStream.Id.STDERR);
        final String address = Long.toHexString(object.arena().orElseThrow().userVmStart());
        assertTrue(text.startsWith("ERROR: Arena READ access at unmapped address 0x" + address + "\nCPU: 0 "), text);
        assertTrue(text.contains("  return *absent; @ ./streams.bpf.c:"), text);
        assertEquals("", read("touch_nothing", ProgramStream.Id.STDOUT));
    }
}
