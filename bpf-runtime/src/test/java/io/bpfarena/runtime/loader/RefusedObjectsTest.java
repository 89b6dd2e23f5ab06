package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libbpf refuses is refused, with its words where it has some. */
class RefusedObjectsTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());

    @AfterEach
    void closeRuntime() {
        assertEquals(0, runtime.objects().size());
        runtime.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "two_arenas   | .maps         | map 'second': only single ARENA map is supported (map 'first' is also ARENA)",
        "no_arena     | .addr_space.1 | to use global __arena variables the ARENA map should be explicitly declared "
                + "in SEC(\".maps\")",
        "values_of_array | .maps      | map 'outer': should be map-in-map or prog-array.",
        "three_levels | .maps         | map 'outer.inner': multi-level inner maps not supported.",
        "pinned_inner | .maps         | map 'outer.inner': inner def can't be pinned.",
        "hash_slot_key | .maps        | hash-of-maps 'outer' should have key size 4: 8",
        "subprogram_slot | .maps      | 'sub' isn't a valid program reference",
        "slot_not_a_map | .maps       | 'not_a_map' isn't a BTF-defined map",
        "kconfig_type | .kconfig      | extern (kcfg) 'CONFIG_HZ': type is unsupported",
    })
    void shouldRefuseToOpen(final String name, final String section, final String message) {
        final ObjectFormatException e = assertThrows(ObjectFormatException.class,
                () -> BpfObject.open(name, TestObjects.bytes("refused/" + name)));
        assertEquals(section, e.section());
        assertTrue(e.getMessage().endsWith(message.replace("\"\"", "\"")), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "max_entries | max_entrieZ | map 'array': unknown field 'max_entrieZ'.",
        "key_size    | key_type    | map 'array': unknown field 'key_type'.",
        "key_size    | max_extr    | map 'array': unknown field 'max_extr'.",
        "key_size    | values\0e   | map 'array': 'values' member should be last.",
    })
    void shouldNameTheFieldOfAMapThatIsUnknown(final String from, final String to, final String message) {
        final ObjectFormatException e = assertThrows(ObjectFormatException.class,
                () -> BpfObject.open("maps", TestObjects.patched("maps", "\0" + from + "\0", "\0" + to + "\0")));
        assertEquals(".maps", e.section());
        assertTrue(e.offset().isPresent());
        assertTrue(e.getMessage().endsWith(message) || message.contains("max_entrieZ")
                && e.getMessage().endsWith("map 'table': unknown field 'max_entrieZ'."), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "syscalk    | EINVAL     | prog 'program': missing BPF prog type, check ELF section name 'syscalk'",
        "sockops    | EOPNOTSUPP | prog 'program': programs of SEC(\"sockops\") are not supported by this runtime",
        "lwt_out    | EOPNOTSUPP | prog 'program': programs of SEC(\"lwt_out\") are not supported by this runtime",
        "iter.s/    | EOPNOTSUPP | prog 'program': programs of SEC(\"iter.s/\") are not supported by this runtime",
        "xdpp\0ll   | EINVAL     | prog 'program': missing BPF prog type, check ELF section name 'xdpp'",
    })
    void shouldTellUnknownSectionsFromTypesThatAreNotThere(
            final String section, final Errno errno, final String message) throws Exception {
        final BpfObject object = BpfObject.open("refused",
                TestObjects.patched("one_variable", "syscall", section));
        refused(errno, message + " (" + errno + ")", object);
        object.program("program").orElseThrow().autoload(false);
        try (LoadedObject loaded = runtime.load(object)) {
            assertEquals(0, loaded.programs().size());
        }
    }

    @Test
    void shouldRefuseArenaGlobalsThatDoNotFit() throws Exception {
        final BpfObject object = BpfObject.open("small_arena", TestObjects.bytes("refused/small_arena"));
        refused(Errno.E2BIG, "sec '.addr_space.1': declared ARENA map size (4096) is too small to hold global __arena "
                + "variables of size 8192 (E2BIG)", object);
        object.map("arena").orElseThrow().maxEntries(2);
        try (LoadedObject loaded = runtime.load(object)) {
            assertEquals(1, loaded.program("program").orElseThrow().run(new byte[0]).retval());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "slot_mismatch   | EINVAL | map 'outer': failed to initialize slot [0] to map 'longer': map 'outer': put of "
                + "map longer: type=array key_size=4 value_size=8 max_entries=5 map_flags=0x0 map_extra=0x0 among maps of "
                + "type=array key_size=4 value_size=8 max_entries=4 map_flags=0x0 refused (EINVAL)",
        "slot_beyond     | E2BIG  | map 'outer': failed to initialize slot [1] to map 'first': map 'outer': put of map "
                + "first: type=array key_size=4 value_size=8 max_entries=4 map_flags=0x0 map_extra=0x0 among maps of "
                + "type=array key_size=4 value_size=8 max_entries=4 map_flags=0x0 refused (E2BIG)",
        "slot_not_loaded | EBADF  | map 'programs': failed to initialize slot [0] to prog 'left_out': it is not loaded "
                + "(EBADF)",
    })
    void shouldRefuseWhatCannotBePutIntoAMap(final String name, final Errno errno, final String message)
            throws Exception {
        refused(errno, message, BpfObject.open(name, TestObjects.bytes("refused/" + name)));
    }

    @Test
    void shouldRefuseMapTypesThatAreNotThere() throws Exception {
        refused(Errno.EOPNOTSUPP, "failed to create map 'ring': map type stack_trace is not supported (EOPNOTSUPP)",
                BpfObject.open("ring", TestObjects.bytes("refused/unsupported_map")));
    }

    @Test
    void shouldRefuseAddressesBehindTheLastVariable() throws Exception {
        final byte[] bytes = TestObjects.bytes("one_variable");
        final int code = 64;
        assertEquals(0x18, bytes[code + 8 * 1], "ld_imm64 of the array");
        bytes[code + 8 * 1 + 4] = 32;
        final BpfObject object = BpfObject.open("one_variable", bytes);
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(Errno.EINVAL, e.errno());
        assertTrue(e.getMessage().matches("prog 'program': insn #1 of section 'syscall' \\(.*one_variable.bpf.c:9\\): "
                + "direct value offset of 32 is not allowed: .*"), e.getMessage());
    }

    @Test
    void shouldRefuseCoreRelocationsWithoutATarget() throws Exception {
        refused(Errno.ESRCH, "prog 'program': relo #0: <byte_off> [2] struct task.tgid (0:1 @ offset 4) depends on "
                + "types of a target, but no target BTF was given; at insn #0 of section 'syscall' "
                + "(./refused/core_relocation.bpf.c:11); give the types of the target, such as those in "
                + "/sys/kernel/btf/vmlinux (ESRCH)",
                BpfObject.open("core", TestObjects.bytes("refused/core_relocation")));
    }

    @ParameterizedTest
    @CsvSource({
        "variable, ESRCH,      'extern (var ksym) ''runqueues'': not found, there is no kernel here'",
    })
    void shouldRefuseExternsThatOnlyAKernelHas(final String program, final Errno errno, final String message)
            throws Exception {
        final BpfObject object = BpfObject.open("externs", TestObjects.bytes("refused/externs"));
        try (LoadedObject loaded = runtime.load(object)) {
            final byte[] context = {1, 1, 1, 1, 1, 1, 1, 1};
            loaded.program("weak").orElseThrow().run(context);
            assertEquals(0, context[0], "a weak variable that is not there has address 0");
        }
        object.program(program).orElseThrow().autoload(true);
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(errno, e.errno());
        assertTrue(e.getMessage().startsWith("prog '" + program + "': insn #"), e.getMessage());
        assertTrue(e.getMessage().endsWith(message + " (" + errno + ")"), e.getMessage());
    }

    @Test
    void shouldRefuseSettingsThatNobodyKnows() throws Exception {
        refused(Errno.EINVAL, "extern (kcfg) 'LINUX_MOON_PHASE': unrecognized virtual extern (EINVAL)",
                BpfObject.open("kconfig", TestObjects.bytes("refused/kconfig_virtual")));
        final BpfObject strong = BpfObject.open("kconfig", TestObjects.bytes("refused/kconfig_strong"));
        refused(Errno.ESRCH, "extern 'CONFIG_HZ' (strong): not resolved; no kernel configuration was given (ESRCH)",
                strong);
        refused(Errno.ESRCH, "extern 'CONFIG_HZ' (strong): not resolved (ESRCH)", strong.kconfig("CONFIG_HZ_X=1\n"));
        try (LoadedObject loaded = runtime.load(strong.kconfig("CONFIG_HZ=1000"))) {
            assertEquals(1000, loaded.program("program").orElseThrow().run(new byte[0]).retval());
        }
    }

    @Test
    void shouldRefuseMapsWithoutTypeInformation() {
        final ObjectFormatException e = assertThrows(ObjectFormatException.class,
                () -> BpfObject.open("maps", TestObjects.patched("maps", ".rel.BTF\0", ".rel.BTX\0")));
        assertEquals(".maps", e.section());
        assertTrue(e.getMessage().contains("BTF is required"), e.getMessage());
    }

    @Test
    void shouldRefuseASecondArenaAtTheSameAddresses() throws Exception {
        final BpfObject object = BpfObject.open("arena", TestObjects.bytes("arena"));
        try (LoadedObject first = runtime.load(object)) {
            refused(Errno.EADDRINUSE, "failed to create map 'arena': 0x300000000000-0x300000064000 overlaps arena "
                    + "'arena' at 0x300000000000-0x300000064000; give one of them another map_extra (EADDRINUSE)",
                    object);
            assertEquals(List.of(first), runtime.objects());
        }
        runtime.load(object).close();
    }

    @Test
    void shouldSayWhatItPassesOver() throws Exception {
        assertEquals(
                List.of(".data+0x20 was initialised with the address of 'zero', which no loader fills in"),
                BpfObject.open("globals", TestObjects.bytes("globals")).warnings());
    }

    private void refused(final Errno errno, final String message, final BpfObject object) {
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(message, e.getMessage());
        assertEquals(errno, e.errno());
    }
}
