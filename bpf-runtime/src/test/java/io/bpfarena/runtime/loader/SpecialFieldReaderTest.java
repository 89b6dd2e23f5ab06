package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFactory;
import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpecialFields;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which fields of a value's type are special: kernel/bpf/btf.c, btf_parse_fields. */
class SpecialFieldReaderTest {
    private static ObjectDefinition open(final String name) throws Exception {
        return ObjectDefinition.open(name, TestObjects.bytes(name));
    }

    private static SpecialFields fieldsOf(final String map) throws Exception {
        return open("fields").maps().stream().filter(definition -> definition.name().equals(map)).findFirst()
                .orElseThrow().attributes().fields();
    }

    private static String text(final SpecialFields fields) {
        return fields.places().stream().map(place -> place.field() + "@" + place.offset())
                .collect(Collectors.joining(" "));
    }

    /** Map, fields, problem. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "plains      | -                                  | -",
        "spins       | SPIN_LOCK@8                        | -",
        "alls        | SPIN_LOCK@0 WORKQUEUE@8 TIMER@32   | -",
        "nests       | RES_SPIN_LOCK@24                   | -",
        "twos        | -  | more than one 'struct bpf_spin_lock' (E2BIG)",
        "two_deeps   | -  | more than one 'struct bpf_timer' (E2BIG)",
        "arrays      | -  | an array of 'struct bpf_timer' (EINVAL)",
        "deep_arrays | -  | an array of 'struct bpf_wq' (EINVAL)",
        "boths       | -  | a bpf_spin_lock and a bpf_res_spin_lock do not go together (EINVAL)",
        "typedefs    | -                                  | -",
        "volatiles   | -                                  | -",
        "unions      | -                                  | -",
        "empties     | -                                  | -",
        "packs       | -                                  | -",
        "untyped     | -                                  | -",
        "alone       | -                                  | -",
        ".data.A     | SPIN_LOCK@4 TIMER@8                | -",
        "lists       | -  | not supported in a map's value: struct bpf_list_head",
        "trees       | -  | not supported in a map's value: struct bpf_rb_root",
        "tasks       | -  | not supported in a map's value: struct bpf_task_work",
        "pointers    | -  | not supported in a map's value: a pointer tagged kptr",
    })
    void shouldFindFieldsAsTheKernelDoes(final String map, final String fields, final String problem)
            throws Exception {
        final SpecialFields found = fieldsOf(map);
        assertEquals(fields == null ? "" : fields, text(found));
        assertEquals(problem == null ? "" : problem, found.problem());
    }

    @Test
    void shouldNotMakeAMapWhoseFieldsThisRuntimeDoesNotHave() throws Exception {
        final ObjectDefinition definition = open("fields");
        final LoadException e = assertThrows(LoadException.class,
                () -> ObjectLoader.load(definition, factory(), FunctionTable.standard()));
        assertEquals(Errno.EOPNOTSUPP, e.errno());
        assertTrue(e.getMessage().contains("map 'lists': not supported in a map's value: struct bpf_list_head"),
                e.getMessage());
    }

    /** Observed on 6.18: libbpf tells "Retrying without BTF", and the map is there. */
    @Test
    void shouldDoWithoutTheFieldsThatAMapCannotHave() throws Exception {
        try (LinkedObject object =
                ObjectLoader.load(open("timers"), factory(), FunctionTable.standard())) {
            assertTrue(object.map("lru").orElseThrow().elementFields().layout().has(SpecialField.TIMER));
        }
        final MapDefinition lockless = open("locks").maps().stream()
                .filter(map -> map.name().equals("lockless")).findFirst().orElseThrow();
        assertEquals("SPIN_LOCK@8", text(lockless.attributes().fields()));
    }

    private static MapFactory factory() {
        return new MapFactory((name, wanted) -> {
            throw new AssertionError("no arenas here");
        });
    }

    /** Where the ELF section has bytes for a lock, the map has zeros (bpf_map_update_elem leaves fields alone). */
    @Test
    void shouldGiveLocksToTheMapsOfGlobals() throws Exception {
        final MapDefinition globals = open("locks").maps().stream()
                .filter(map -> map.section().equals(".data.A")).findFirst().orElseThrow();
        final BpfMap map = factory().create("data", globals.attributes());
        final int offset = globals.attributes().fields().offsetOf(SpecialField.SPIN_LOCK);
        assertTrue(offset >= 0);
        assertEquals(map.directValueAddress(0),
                map.elementFields().valueOf(SpecialField.SPIN_LOCK, map.directValueAddress(offset)));
        map.close();
    }
}
