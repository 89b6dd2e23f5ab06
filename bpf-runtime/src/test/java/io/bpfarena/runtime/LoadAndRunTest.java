package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.loader.MapDefinition;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects as clang made them, from bytes to results, on the interpreter. */
class LoadAndRunTest {
    private static final long BASE = 0x3000_0000_0000L;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().functions(FunctionTable.builder()
            .addAll(FunctionTable.standard())
            .kfunc("test_triple", "u64 test_triple(u64 x)", (context, r1, r2, r3, r4, r5) -> 3 * r1)
            .build()));

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static BpfObject open(final String name) throws Exception {
        return BpfObject.open(name, TestObjects.bytes(name));
    }

    private LoadedObject load(final String name) throws Exception {
        return runtime.load(open(name));
    }

    private static int run(final LoadedObject object, final String program, final int... context) throws Exception {
        final ByteBuffer bytes = ByteBuffer.allocate(context.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (final int value : context) {
            bytes.putInt(value);
        }
        final RunResult result = object.program(program).orElseThrow().run(bytes.array());
        assertEquals(List.of(), result.faults());
        return result.retval();
    }

    @Test
    void shouldRunAProgramThatBuildsAListInTheArena() throws Exception {
        final LoadedObject object = load("arena");
        final byte[] args = {100, 0, 0, 0, 0, 0, 0, 0};
        final RunResult built = object.program("build").orElseThrow().run(args);

        assertEquals(0, built.retval());
        assertEquals(List.of(), built.faults());
        assertEquals(1, args[4], "the program wrote into its context");
        assertEquals(100, object.global("nodes").orElseThrow().getLong());
        assertEquals(4950, run(object, "walk"));
        assertEquals(4955, object.global("sum").orElseThrow().getLong());
        assertEquals(BASE + 99 * 16, object.global("head").orElseThrow().getLong(), "a full user address");
    }

    @Test
    void shouldPlaceArenaGlobalsAtTheEndOfTheArena() throws Exception {
        final LoadedObject object = load("arena");
        final ArenaMap arena = object.arena().orElseThrow();
        final GlobalVariable sum = object.global("sum").orElseThrow();

        assertEquals(BASE, arena.userVmStart());
        assertEquals(2, arena.statistics().allocatedPages(), "8,016 bytes of globals");
        assertEquals(98, sum.offset() >>> 12);
        assertEquals(BASE + sum.offset(), sum.userAddress().orElseThrow());
        assertEquals(5, sum.getLong());
        assertEquals(77, run(object, "last_entry"));
        assertEquals(BASE, arena.allocPages(0, 1, -1, 0), "the start is free");
    }

    @Test
    void shouldReportAWalkOverFreedPages() throws Exception {
        final LoadedObject object = load("arena");
        object.program("build").orElseThrow().run(new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
        assertEquals(0, run(object, "release"));
        final RunResult walked = object.program("walk").orElseThrow().run(new byte[0]);

        assertEquals(0, walked.retval());
        assertEquals(2, walked.faultCount(), "the value and the next pointer of the first node");
        assertTrue(walked.faults().getFirst().toString().contains("Arena READ access at unmapped address 0x3000000"),
                walked.faults().getFirst().toString());
        assertTrue(walked.faults().getFirst().location().contains("arena.bpf.c"),
                walked.faults().getFirst().location());
    }

    @Test
    void shouldInitialiseGlobalsOfEverySection() throws Exception {
        final LoadedObject object = load("globals");
        final byte[] context = {5, 0, 0, 0, 0, 0, 0, 0};
        assertEquals(49, object.program("count").orElseThrow().run(context).retval());

        assertEquals(5, context[0], "hidden[1]");
        assertEquals(1, object.global("zero").orElseThrow().getLong());
        assertEquals(9 + 6, object.global("hot").orElseThrow().getLong());
        assertEquals('e', object.global("cold").orElseThrow().getInt());
        assertEquals("u64[4]", object.global("hidden").orElseThrow().typeName());
        assertEquals("struct point[3]", object.global("points").orElseThrow().typeName());
        assertEquals(3, run(object, "second"));
    }

    @Test
    void shouldReadAndWriteGlobalsBetweenRuns() throws Exception {
        final LoadedObject object = load("globals");
        object.global("initialised").orElseThrow().setInt(100);
        assertEquals(107, object.program("count").orElseThrow().run(new byte[8]).retval());

        final GlobalVariable limit = object.global("limit").orElseThrow();
        assertFalse(limit.isWritable());
        assertEquals(Errno.EPERM, assertThrows(MapException.class, () -> limit.setInt(8)).errno());
        assertThrows(IllegalArgumentException.class, () -> object.global("zero").orElseThrow().getInt());
        assertThrows(IllegalArgumentException.class, () -> object.global("zero").orElseThrow().set(new byte[3]));
    }

    @Test
    void shouldNameMapsOfGlobalsAsLibbpfDoes() throws Exception {
        assertEquals(
                Set.of("globals.data", "globals.rodata", ".data.hot", ".bss.cold", ".rodata.text", "globals.bss"),
                open("globals").maps().stream().map(MapDefinition::name).collect(Collectors.toSet()));
        assertEquals("linked_l.bss", BpfObject.open("linked_list", TestObjects.bytes("globals"))
                .map(".bss").orElseThrow().name());
        assertEquals("a_b_c.rodata", BpfObject.open("a-b/c", TestObjects.bytes("globals"))
                .map(".rodata").orElseThrow().name());
    }

    @Test
    void shouldCallSubprogramsWhereverTheyAre() throws Exception {
        final LoadedObject object = load("calls");
        assertEquals(42, run(object, "direct", 21));
        assertEquals(2 * 10 + 1 + 2 * 11 + 1010, run(object, "chained", 10));
        assertEquals(List.of("chained", "deeper", "twice_plus_one", "twice", "beside"),
                object.program("chained").orElseThrow().linked().subprograms().stream()
                        .map(subprogram -> subprogram.name()).toList());
    }

    @Test
    void shouldPassSubprogramsAsCallbacks() throws Exception {
        final LoadedObject object = load("calls");
        // rounds is 0, 1, 3, 6, 10, 15, 21, 28, 36, 45: five odd ones add 1 to an even number.
        assertEquals(2 * 45 + 5, run(object, "loop"));
        assertEquals(45, object.global("rounds").orElseThrow().getLong());
    }

    @Test
    void shouldGiveEachProgramItsLines() throws Exception {
        final var linked = load("calls").program("chained").orElseThrow().linked();
        final var twice = linked.subprograms().stream().filter(s -> s.name().equals("twice")).findFirst().orElseThrow();
        final var line = linked.lines().stream().filter(l -> l.start() == twice.start()).findFirst().orElseThrow();
        assertTrue(line.file().endsWith("calls.bpf.c"), line.file());
        assertEquals("\treturn x * 2 + (int)(rounds & 1);", line.text());
    }

    @Test
    void shouldUseHashAndArrayMaps() throws Exception {
        final LoadedObject object = load("maps");
        assertEquals(-1, run(object, "find", 7));
        assertEquals(0, run(object, "insert", 7, 70, 1));
        assertEquals(-Errno.EEXIST.number(), run(object, "insert", 7, 71, 1));
        assertEquals(-Errno.ENOENT.number(), run(object, "insert", 8, 80, 2));
        assertEquals(70, run(object, "find", 7));
        assertEquals(0, run(object, "erase", 7));
        assertEquals(-Errno.ENOENT.number(), run(object, "erase", 7));
        for (int i = 0; i < 4; i++) {
            assertEquals(0, run(object, "insert", i, i, 0));
        }
        assertEquals(-Errno.E2BIG.number(), run(object, "insert", 4, 4, 0));
        assertEquals(1, run(object, "bump", 2));
        assertEquals(2, run(object, "bump", 2));
        assertEquals(-1, run(object, "bump", 3));
    }

    @Test
    void shouldKeepProgramsFromWhatTheyMayNotDoWithAMap() throws Exception {
        final LoadedObject object = load("maps");
        for (final String program : List.of("write_constant", "erase_constant")) {
            final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> run(object, program, 0));
            assertTrue(e.getMessage().contains("write into map forbidden: map constants"), e.getMessage());
        }
        assertEquals(0, run(object, "write_result", 0));
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> run(object, "read_result", 0));
        assertTrue(e.getMessage().contains("read from map forbidden: map results"), e.getMessage());
    }

    @Test
    void shouldAdjustEntriesBeforeLoad() throws Exception {
        final BpfObject definition = open("maps");
        definition.map("table").orElseThrow().maxEntries(1);
        final LoadedObject object = runtime.load(definition);
        assertEquals(0, run(object, "insert", 1, 1, 0));
        assertEquals(-Errno.E2BIG.number(), run(object, "insert", 2, 2, 0));
    }

    @Test
    void shouldFindKfuncsAndDoWithoutWeakOnes() throws Exception {
        final LoadedObject object = load("kfuncs");
        final byte[] context = {14, 0, 0, 0, 0, 0, 0, 0};
        assertEquals(42, object.program("strong").orElseThrow().run(context).retval());
        assertEquals(-7, object.program("weak").orElseThrow().run(context).retval());
        assertTrue(object.program("careless").isEmpty(), "SEC(\"?syscall\") is not loaded unless asked for");
    }

    @Test
    void shouldFaultWhenAMissingWeakKfuncIsCalled() throws Exception {
        final BpfObject definition = open("kfuncs");
        definition.program("careless").orElseThrow().autoload(true);
        final LoadedProgram careless = runtime.load(definition).program("careless").orElseThrow();
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> careless.run(new byte[8]));
        assertTrue(e.getMessage().contains("kfunc 'test_absent' is referenced but wasn't resolved"), e.getMessage());
    }

    /** Names of an object are any bytes; found by fuzzing. */
    @ParameterizedTest
    @ValueSource(strings = {"test(absent", "test absent", "test*absent", "test,absent", "test)absent"})
    void shouldDoWithoutAWeakKfuncThatHasNoNameInC(final String name) throws Exception {
        final BpfObject definition = BpfObject.open("kfuncs", TestObjects.patched("kfuncs", "test_absent", name));
        definition.program("careless").orElseThrow().autoload(true);
        final LoadedObject object = runtime.load(definition);
        assertEquals(-7, object.program("weak").orElseThrow().run(new byte[8]).retval());
        final LoadedProgram careless = object.program("careless").orElseThrow();
        final ProgramFaultException e =
                assertThrows(ProgramFaultException.class, () -> careless.run(new byte[8]));
        assertTrue(e.getMessage().contains("kfunc '" + name + "' is referenced"), e.getMessage());
    }

    @Test
    void shouldNameTheMissingStrongKfuncAndWhereItIsUsed() throws Exception {
        try (BpfRuntime plain = BpfRuntime.launch(new BpfRuntime.Context())) {
            final LoadException e = assertThrows(LoadException.class, () -> plain.load(open("kfuncs")));
            assertEquals(Errno.ESRCH, e.errno());
            assertTrue(e.getMessage().matches(
                    "prog 'strong': insn #1 of section 'syscall' \\(.*kfuncs.bpf.c:10\\): "
                            + "extern \\(func ksym\\) 'test_triple': not found.*"), e.getMessage());
            assertEquals(List.of(), plain.objects());
        }
    }

    @Test
    void shouldLoadAnObjectWithAllKindsOfTypes() throws Exception {
        final LoadedObject object = load("types");
        assertEquals(1, run(object, "kinds"), "counter after global()");
        assertEquals("struct everything", object.global("everything").orElseThrow().typeName());
    }

    @Test
    void shouldReadTheLicense() throws Exception {
        assertEquals("Dual MIT/GPL", open("globals").license());
    }
}
