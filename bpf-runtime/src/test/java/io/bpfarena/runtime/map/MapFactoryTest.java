package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kernel/bpf/syscall.c map_create, arraymap.c array_map_alloc_check, hashtab.c htab_map_alloc_check. */
class MapFactoryTest {
    private final MapFactory factory = new MapFactory((name, wanted) -> {
        throw new AssertionError("no arenas here");
    });

    /** type, key size, value size, entries, flags, map_extra, answer. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "array                  | 2 | 4          | 8          | 10         | 0     | 0 | OK",
        "array, mmapable        | 2 | 4          | 8          | 10         | 0x400 | 0 | OK",
        "array, read-only       | 2 | 4          | 8          | 10         | 0x80  | 0 | OK",
        "array, inner map       | 2 | 4          | 8          | 10         | 0x1000 | 0 | OK",
        "array, node 0          | 2 | 4          | 8          | 10         | 4     | 0 | OK",
        "array, key of 8 bytes  | 2 | 8          | 8          | 10         | 0     | 0 | EINVAL",
        "array, no value        | 2 | 4          | 0          | 10         | 0     | 0 | EINVAL",
        "array, no entries      | 2 | 4          | 8          | 0          | 0     | 0 | EINVAL",
        "array, no preallocation | 2 | 4         | 8          | 10         | 1     | 0 | EINVAL",
        "array, locked for all  | 2 | 4          | 8          | 10         | 0x180 | 0 | EINVAL",
        "array, map_extra       | 2 | 4          | 8          | 10         | 0     | 1 | EINVAL",
        "array, huge value      | 2 | 4          | 2147483648 | 10         | 0     | 0 | E2BIG",
        "array, largest value   | 2 | 4          | 2147483647 | 1          | 0     | 0 | OK",
        "array, too much of all | 2 | 4          | 2147483647 | 2147483647 | 0     | 0 | ENOMEM",
        "array, entries         | 2 | 4          | 1          | 4294967295 | 0     | 0 | E2BIG",
        "hash                   | 1 | 8          | 8          | 10         | 0     | 0 | OK",
        "hash, not preallocated | 1 | 8          | 8          | 10         | 1     | 0 | OK",
        "hash, zero seed        | 1 | 8          | 8          | 10         | 0x40  | 0 | OK",
        "hash, large key        | 1 | 1000       | 8          | 10         | 0     | 0 | OK",
        "hash, no key           | 1 | 0          | 8          | 10         | 0     | 0 | EINVAL",
        "hash, no value         | 1 | 8          | 0          | 10         | 0     | 0 | EINVAL",
        "hash, no entries       | 1 | 8          | 8          | 0          | 0     | 0 | EINVAL",
        "hash, mmapable         | 1 | 8          | 8          | 10         | 0x400 | 0 | EINVAL",
        "hash, map_extra        | 1 | 8          | 8          | 10         | 0     | 7 | EINVAL",
        "hash, huge key         | 1 | 4194256    | 8          | 10         | 0     | 0 | E2BIG",
        "hash, huge value       | 1 | 8          | 4294967295 | 10         | 0     | 0 | E2BIG",
        "hash, both at limit    | 1 | 2000000    | 2194255    | 1          | 0     | 0 | OK",
        "hash, both too large   | 1 | 2000000    | 2194256    | 1          | 0     | 0 | E2BIG",
        "hash, entries          | 1 | 8          | 8          | 4294967295 | 0     | 0 | E2BIG",
        "hash, too much of all  | 1 | 2000000    | 2000000    | 1000000000 | 0     | 0 | ENOMEM",
        "ring buffer            | 27 | 0         | 0          | 4096       | 0     | 0 | EOPNOTSUPP",
        "no type                | 0 | 4          | 8          | 10         | 0     | 0 | EOPNOTSUPP",
        "unknown type           | 4294967295 | 4 | 8          | 10         | 0     | 0 | EOPNOTSUPP",
    })
    void shouldCheckAsTheKernelDoes(
            final String name, final String type, final String keySize, final String valueSize, final String entries,
            final String flags, final long extra, final String answer) {
        final MapAttributes wanted = new MapAttributes(Integer.parseUnsignedInt(type),
                Integer.parseUnsignedInt(keySize), Integer.parseUnsignedInt(valueSize),
                Integer.parseUnsignedInt(entries), Integer.decode(flags), extra, 0);
        String result;
        try (BpfMap map = factory.create("test", wanted)) {
            assertEquals(wanted.type(), map.type().number());
            result = "OK";
        } catch (final MapException e) {
            assertTrue(e.getMessage().startsWith("map 'test': "), e.getMessage());
            result = e.errno().name();
        }
        assertEquals(answer, result, name);
    }

    @Test
    void shouldRefuseNodesThatDoNotExist() {
        assertEquals(Errno.EINVAL, assertThrows(MapException.class,
                () -> factory.create("test", new MapAttributes(2, 4, 8, 1, MapFlags.NUMA_NODE, 0, 1))).errno());
        factory.create("test", new MapAttributes(2, 4, 8, 1, 0, 0, 1)).close();
    }

    @Test
    void shouldNameTheTypeThatIsNotThere() {
        assertEquals("map 'test': map type percpu_hash is not supported (EOPNOTSUPP)",
                assertThrows(MapException.class,
                        () -> factory.create("test", new MapAttributes(5, 4, 8, 1, 0, 0, 0))).getMessage());
    }
}
