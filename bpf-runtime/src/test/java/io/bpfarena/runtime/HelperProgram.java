package io.bpfarena.runtime;

import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** An object whose programs ask helpers, with the question as their context and the answer back in it. */
final class HelperProgram implements AutoCloseable {
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
    private final LoadedObject object;

    HelperProgram(final String name) throws Exception {
        object = runtime.load(BpfObject.open(name, TestObjects.bytes(name)));
    }

    LoadedObject object() {
        return object;
    }

    /** A context of so many zero bytes. */
    static ByteBuffer context(final int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    RunResult run(final String program, final ByteBuffer context) throws Exception {
        return object.program(program).orElseThrow().run(RunOptions.DEFAULT.withContext(context.array()));
    }

    /** The bytes of a text in which \x.. stands for a byte. */
    static byte[] bytes(final String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 16)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
