package io.bpfarena.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.examples.walk.KernelWalks;
import io.bpfarena.examples.walk.Walk;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the objects on the interpreter, and compares with what the same objects did in a kernel. */
class ProgramsTest {
    private static final Walk NOTHING = new Walk(0, 0, 0xcbf29ce484222325L);

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().engine(new Interpreter()));

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheChecksumOfAKernel(final Structure structure) throws Exception {
        final LoadedObject object = load(structure);
        assertEquals(NOTHING, sum(object, structure));
        final long head = changeTo(object, structure.buildProgram(), 0, KernelWalks.COUNT);
        assertEquals(head, object.global(structure.headVariable()).orElseThrow().getLong());
        assertEquals(KernelWalks.of(structure), sum(object, structure));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRemoveWhatItBuiltAndFreeThePages(final Structure structure) throws Exception {
        final LoadedObject object = load(structure);
        final int pages = object.arena().orElseThrow().statistics().allocatedPages();
        changeTo(object, structure.buildProgram(), 0, 10_000);
        assertTrue(object.arena().orElseThrow().statistics().allocatedPages() > pages + 70);
        changeTo(object, structure.removeProgram(), 10_000, 0);
        assertEquals(NOTHING, sum(object, structure));
        assertEquals(pages, object.arena().orElseThrow().statistics().allocatedPages());
    }

    @Test
    void shouldStopBuildingWhenTheArenaIsFull() throws Exception {
        final BpfObject object = open(Structure.LINKED_LIST);
        object.map("list_arena").orElseThrow().maxEntries(10);
        final LoadedObject loaded = runtime.load(object);
        final byte[] context = ChangeContext.request(4096);
        assertEquals(-12, run(loaded, "list_build", context));
        // 127 nodes of 32 bytes in a page, beside its header.
        assertEquals(10 * 127, ChangeContext.of(context).total());
        assertEquals(10 * 127, sum(loaded, Structure.LINKED_LIST).count());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LINKED_LIST")
    void shouldFindSingleElements(final Structure structure) throws Exception {
        final LoadedObject object = load(structure);
        changeTo(object, structure.buildProgram(), 0, 1_000);
        final String program = structure.arenaName().replace("_arena", "_get");
        final long key = switch (structure) {
            case SPARSE_ARRAY -> 167 * 512 + (mix(64) & 7);
            case HASH_TABLE -> mix(0x7461626c65L + 64);
            default -> mix(0x74726565L + 64);
        };
        final long value = structure == Structure.SPARSE_ARRAY ? mix(0x6172726179L + key) | 1 : mix(key);
        assertElement(object, program, key, value, 1);
        assertElement(object, program, key + 1, 0, 0);
    }

    @Test
    void shouldReadAndFreeSinglePages() throws Exception {
        final LoadedObject object = load(Structure.LINKED_LIST);
        final long head = changeTo(object, "list_build", 0, 200);
        assertEquals(mix(0x6c697374L), peek(object, head + 24));
        final byte[] page = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(head).putLong(1).array();
        assertEquals(0, run(object, "page_free", page));
        assertEquals(0, peek(object, head + 24));
    }

    private static long peek(final LoadedObject object, final long address) throws ProgramFaultException {
        final byte[] context = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(address).array();
        assertEquals(0, run(object, "page_peek", context));
        return ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
    }

    private static void assertElement(
            final LoadedObject object, final String program, final long key, final long value, final long found)
            throws ProgramFaultException {
        final ByteBuffer context = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(key);
        assertEquals(0, run(object, program, context.array()));
        assertEquals(value, context.getLong(8));
        assertEquals(found, context.getLong(16));
    }

    /** Repeats a build or remove program until there are as many elements as wanted; returns the head. */
    private static long changeTo(final LoadedObject object, final String program, final long from, final long to)
            throws ProgramFaultException {
        long total = from;
        long head = 0;
        while (total != to) {
            final byte[] context = ChangeContext.request(Math.abs(to - total));
            assertEquals(0, run(object, program, context));
            final ChangeContext change = ChangeContext.of(context);
            assertTrue(change.changed() > 0, () -> "no progress: " + change);
            total = change.total();
            head = change.head();
        }
        return head;
    }

    private static Walk sum(final LoadedObject object, final Structure structure) throws ProgramFaultException {
        final byte[] context = new byte[WalkContext.LENGTH];
        do {
            assertEquals(0, run(object, structure.sumProgram(), context));
        } while (!WalkContext.of(context).done());
        return WalkContext.of(context).walk();
    }

    private static int run(final LoadedObject object, final String program, final byte[] context)
            throws ProgramFaultException {
        final RunResult result = object.program(program).orElseThrow().run(context);
        return result.retval();
    }

    private LoadedObject load(final Structure structure) throws Exception {
        return runtime.load(open(structure));
    }

    private static BpfObject open(final Structure structure) throws Exception {
        try (InputStream stream = Structure.class.getResourceAsStream(structure.objectResource())) {
            return BpfObject.open(structure.structureName(), stream.readAllBytes());
        }
    }

    private static long mix(final long number) {
        long n = number + 0x9e3779b97f4a7c15L;
        n = (n ^ n >>> 30) * 0xbf58476d1ce4e5b9L;
        n = (n ^ n >>> 27) * 0x94d049bb133111ebL;
        return n ^ n >>> 31;
    }
}
