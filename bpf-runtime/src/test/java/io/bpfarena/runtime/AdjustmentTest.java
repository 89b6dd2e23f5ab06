package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.loader.MapDefinition;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Between open and load everything about maps and programs can be changed, as bpf_map__set_... and its like do. */
class AdjustmentTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @Test
    void shouldMakeMapsAsTheyWereAdjusted() throws Exception {
        final BpfObject object = open("maps");
        final MapDefinition table = object.map("table").orElseThrow();
        table.type(MapType.LRU_HASH.number()).keySize(8).valueSize(16).maxEntries(32).flags(0).numaNode(0);
        final BpfMap made = runtime.load(object).map("table").orElseThrow();
        assertEquals(MapType.LRU_HASH, made.type());
        assertEquals(8, made.keySize());
        assertEquals(16, made.valueSize());
        assertEquals(32, made.maxEntries());
        assertEquals(0, made.flags());
    }

    static Stream<Arguments> wrongAdjustments() {
        return Stream.of(
                wrong("key size of an array", Errno.EINVAL, array -> array.keySize(8)),
                wrong("map_extra of an array", Errno.EINVAL, array -> array.extra(1)),
                wrong("no such node", Errno.EINVAL, array -> array.flags(MapFlags.NUMA_NODE).numaNode(99)),
                wrong("unknown flag", Errno.EINVAL, array -> array.flags(1 << 30)),
                wrong("type that is not there", Errno.EOPNOTSUPP, array -> array.type(7)));
    }

    private static Arguments wrong(final String name, final Errno errno, final UnaryOperator<MapDefinition> adjust) {
        return Arguments.of(name, errno, adjust);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAdjustments")
    void shouldCheckWhatWasAdjustedAtLoad(
            final String name, final Errno errno, final UnaryOperator<MapDefinition> adjust) throws Exception {
        final BpfObject object = open("maps");
        adjust.apply(object.map("array").orElseThrow());
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(errno, e.errno());
        assertTrue(e.getMessage().startsWith("failed to create map 'array': "), e.getMessage());
    }

    @Test
    void shouldGiveTheLastArrayOfASectionTheRoomThatItsMapGets() throws Exception {
        final BpfObject object = open("one_variable");
        final MapDefinition bss = object.map(".bss").orElseThrow();
        assertEquals(32, bss.valueSize());
        bss.valueSize(80);
        final LoadedObject larger = runtime.load(object);
        final GlobalVariable array = larger.global("array").orElseThrow();
        assertEquals(80, larger.map(".bss").orElseThrow().valueSize());
        assertEquals(80, array.size());
        assertEquals("u64[10]", array.typeName());
        array.set(new byte[80]);
        bss.valueSize(16);
        final GlobalVariable smaller = runtime.load(object).global("array").orElseThrow();
        assertEquals(16, smaller.size());
        assertEquals("u64[2]", smaller.typeName());
    }

    @Test
    void shouldKeepAVariableThatIsNoMultipleOfItsElements() throws Exception {
        final BpfObject object = open("one_variable");
        object.map(".bss").orElseThrow().valueSize(37);
        assertEquals(32, runtime.load(object).global("array").orElseThrow().size());
    }

    @Test
    void shouldLeaveOutVariablesThatDoNotFitAnyMore() throws Exception {
        final BpfObject object = open("one_variable");
        object.map(".bss").orElseThrow().valueSize(8);
        final LoadedProgram program = runtime.load(object).program("program").orElseThrow();
        assertThrows(ProgramFaultException.class, () -> program.run(longs(1)), "the second element is not there");
        object.map(".bss").orElseThrow().valueSize(9);
        assertEquals(Optional.empty(), runtime.load(object).global("array"));
        object.global("array").orElseThrow().set(new byte[32]);
        final LoadException changed = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals("map 'one_vari.bss': variable 'array' is not within its value any more: value_size=9 (EINVAL)",
                changed.getMessage());
    }

    @Test
    void shouldStartWithTheValueThatAMapWasGiven() throws Exception {
        final BpfObject object = open("one_variable");
        final MapDefinition bss = object.map(".bss").orElseThrow();
        final byte[] value = longs(1, 2, 3, 4, 5);
        assertThrows(IllegalArgumentException.class, () -> bss.initialValue(value));
        bss.valueSize(40).initialValue(value);
        assertArrayEquals(value, runtime.load(object).global("array").orElseThrow().get());
        object.global("array").orElseThrow().set(longs(9, 8, 7, 6));
        assertArrayEquals(longs(9, 8, 7, 6, 5), runtime.load(object).global("array").orElseThrow().get());
        final MapDefinition table = open("maps").map("table").orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> table.initialValue(new byte[8]));
    }

    @Test
    void shouldNotMakeAnythingButArraysOfGlobals() throws Exception {
        final BpfObject object = open("one_variable");
        final MapDefinition bss = object.map(".bss").orElseThrow().type(MapType.HASH.number());
        assertThrows(IllegalStateException.class, () -> bss.valueSize(64));
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals("map 'one_vari.bss': holds globals, and so must be an array: type=1 (EOPNOTSUPP)",
                e.getMessage());
    }

    @Test
    void shouldNeedAnArenaForArenaGlobals() throws Exception {
        final BpfObject object = open("arena");
        object.map("arena").orElseThrow().type(MapType.ARRAY.number()).keySize(4).valueSize(8).flags(0).extra(0);
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.getMessage().startsWith("sec '.addr_space.1': to use global __arena variables the ARENA map "
                + "should be explicitly declared"), e.getMessage());
    }

    @Test
    void shouldGiveProgramsAnotherType() throws Exception {
        final BpfObject object = BpfObject.open("typed", TestObjects.patched("one_variable", "syscall", "unknown"));
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertTrue(e.getMessage().contains("missing BPF prog type, check ELF section name 'unknown'"), e.getMessage());
        object.program("program").orElseThrow().type(ProgramType.SYSCALL);
        final LoadedObject loaded = runtime.load(object);
        loaded.program("program").orElseThrow().run(longs(42));
        assertArrayEquals(longs(0, 42, 0, 0), loaded.global("array").orElseThrow().get());
    }

    @Test
    void shouldDoWithoutWeakSymbolsOfAKernel() throws Exception {
        final LoadedObject loaded = runtime.load(open("ksyms"));
        loaded.program("existence").orElseThrow().run(new byte[0]);
        assertArrayEquals(longs(0, 7, 8, 9), loaded.global("results").orElseThrow().get());
    }

    private static byte[] longs(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    private static BpfObject open(final String name) throws Exception {
        return BpfObject.open(name, TestObjects.bytes(name));
    }
}
