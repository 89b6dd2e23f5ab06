package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.loader.ProgramDefinition;
import io.bpfarena.runtime.loader.TypeFile;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that depend on types of a target do there what they do when libbpf loads them. */
class CoreProgramsTest {
    private static final int RESULTS = 16;
    private static final int CONTEXT = 256;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    static Stream<Arguments> libbpf() {
        return TestObjects.text("target/libbpf.txt").lines().filter(line -> !line.startsWith("#"))
                .map(line -> Arguments.of((Object[]) line.split(" \\| ")));
    }

    @ParameterizedTest
    @MethodSource("libbpf")
    void shouldDoWhatLibbpfMakesOfIt(
            final String target, final String program, final String outcome, final String expected) throws Exception {
        final BpfObject object = only(program).targetBtf(target(target));
        switch (outcome) {
            case "results" -> {
                final LoadedObject loaded = runtime.load(object);
                loaded.program(program).orElseThrow().run(context());
                assertArrayEquals(numbers(expected), results(loaded));
            }
            case "changed" -> {
                final byte[] context = context();
                runtime.load(object).program(program).orElseThrow().run(context);
                assertEquals(expected, changes(context));
            }
            case "poisoned" -> {
                final LoadedProgram loaded = runtime.load(object).program(program).orElseThrow();
                final String report = assertThrows(ProgramFaultException.class, () -> loaded.run(context()))
                        .report().toString();
                assertTrue(report.contains("<invalid CO-RE relocation>: failed to resolve CO-RE relocation "
                        + expected), report);
            }
            case "refused" -> {
                final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
                assertEquals(Errno.EINVAL, e.errno());
                final String[] words = expected.split(": ", 2);
                assertTrue(e.getMessage().startsWith("prog '%s': %s: ".formatted(program, words[0])), e.getMessage());
                assertTrue(e.getMessage().contains(words[1] + "; at insn #"), e.getMessage());
            }
            default -> throw new IllegalArgumentException(outcome);
        }
    }

    @Test
    void shouldNameTheSourceLineOfAPoisonedInstruction() throws Exception {
        final LoadedProgram careless =
                runtime.load(only("careless").targetBtf(target("moved"))).program("careless").orElseThrow();
        final String report = assertThrows(ProgramFaultException.class, () -> careless.run(context()))
                .report().toString();
        assertTrue(report.contains("core.bpf.c"), report);
    }

    @Test
    void shouldSayWhyALoadOfAnotherSizeIsPoisoned() throws Exception {
        final LoadedProgram load =
                runtime.load(only("signed_load").targetBtf(target("resized"))).program("signed_load").orElseThrow();
        final String report = assertThrows(ProgramFaultException.class, () -> load.run(context())).report().toString();
        assertTrue(report.contains("insn #0 (LDX/ST/STX) accesses field incorrectly. Make sure you are accessing "
                + "pointers, unsigned integers, or fields of matching type and size."), report);
    }

    @Test
    void shouldAskForTheTypesOfTheTarget() throws Exception {
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(only("loads")));
        assertEquals(Errno.ESRCH, e.errno());
        assertEquals("prog 'loads': relo #61: <byte_off> [2] struct sample.id (0:0 @ offset 0) depends on types of a "
                + "target, but no target BTF was given; at insn #162 of section 'syscall' (./core.bpf.c:139); give the "
                + "types of the target, such as those in /sys/kernel/btf/vmlinux (ESRCH)", e.getMessage());
    }

    /** Each load starts from the object's own code, not from what an earlier one made of it. */
    @Test
    void shouldLoadTheSameObjectAgainstOneTargetAfterAnother() throws Exception {
        final BpfObject object = only("offsets");
        for (final String target : List.of("moved", "same", "moved")) {
            final LoadedObject loaded = runtime.load(object.targetBtf(target(target)));
            loaded.program("offsets").orElseThrow().run(context());
            assertEquals(target.equals("same") ? 8 : 72, results(loaded)[1]);
        }
    }

    @Test
    void shouldResolveNumbersOfLocalTypesWithoutATarget() throws Exception {
        final LoadedObject loaded = runtime.load(BpfObject.open("local", TestObjects.bytes("core_local")));
        loaded.program("local").orElseThrow().run(new byte[0]);
        final Btf types = TypeFile.read(TestObjects.bytes("core_local"));
        assertEquals("struct mine", types.describe((int) results(loaded)[0]));
    }

    /** A kernel has some 150,000 types; skipped where there is none that describes them. */
    @Test
    void shouldFindTheTypesOfTheRunningKernel() throws Exception {
        final Path vmlinux = Path.of("/sys/kernel/btf/vmlinux");
        assumeTrue(Files.isReadable(vmlinux), vmlinux + " is not there");
        final Btf kernel = TypeFile.read(Files.readAllBytes(vmlinux));
        final LoadedObject loaded =
                runtime.load(BpfObject.open("kernel", TestObjects.bytes("core_kernel")).targetBtf(kernel));
        loaded.program("kernel").orElseThrow().run(new byte[0]);
        final int number = kernel.find("task_struct", BtfType.Struct.class).orElseThrow();
        final BtfType.Struct task = (BtfType.Struct) kernel.type(number);
        assertArrayEquals(new long[] {offset(task, "tgid"), offset(task, "tasks"), 0, task.size(),
                kernel.find("list_head", BtfType.Struct.class).orElseThrow()}, results(loaded));
    }

    private static long offset(final BtfType.Struct type, final String name) {
        return type.members().stream().filter(member -> member.name().equals(name)).findFirst().orElseThrow()
                .bitOffset() / Byte.SIZE;
    }

    private static BpfObject only(final String program) throws Exception {
        final BpfObject object = BpfObject.open("core", TestObjects.bytes("core"));
        for (final ProgramDefinition definition : object.programs()) {
            definition.autoload(definition.name().equals(program));
        }
        return object;
    }

    private static Btf target(final String name) throws Exception {
        return TypeFile.read(TestObjects.bytes("target/" + name));
    }

    private static byte[] context() {
        final byte[] context = new byte[CONTEXT];
        for (int i = 0; i < context.length; i++) {
            context[i] = (byte) (i + 1);
        }
        return context;
    }

    private static String changes(final byte[] context) {
        final byte[] before = context();
        return IntStream.range(0, CONTEXT).filter(i -> context[i] != before[i])
                .mapToObj(i -> i + ":" + (context[i] & 0xFF)).collect(Collectors.joining(" "));
    }

    private static long[] numbers(final String text) {
        return Arrays.copyOf(Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray(), RESULTS);
    }

    private static long[] results(final LoadedObject object) {
        final ByteBuffer bytes =
                ByteBuffer.wrap(object.global("results").orElseThrow().get()).order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.generate(bytes::getLong).limit(bytes.limit() / Long.BYTES).toArray();
    }
}
