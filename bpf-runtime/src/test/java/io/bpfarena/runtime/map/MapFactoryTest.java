package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What can be made and what not: kernel/bpf/syscall.c map_create, and the alloc_check and alloc functions of the types.
 * The answers were observed on 6.18, but for those that stand for what this runtime cannot do (EOPNOTSUPP), and for
 * sizes, of which the kernel says ENOMEM where it cannot have them.
 */
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
        "array, perf event flag  | 2 | 4          | 8          | 10         | 0x800 | 0 | EINVAL",
        "prog array              | 3 | 4          | 4          | 2          | 0     | 0 | OK",
        "prog array, node 0      | 3 | 4          | 4          | 2          | 4     | 0 | OK",
        "prog array, user r/o    | 3 | 4          | 4          | 2          | 8     | 0 | OK",
        "prog array, value       | 3 | 4          | 8          | 2          | 0     | 0 | EINVAL",
        "prog array, key         | 3 | 8          | 4          | 2          | 0     | 0 | EINVAL",
        "prog array, no entries  | 3 | 4          | 4          | 0          | 0     | 0 | EINVAL",
        "prog array, program r/o | 3 | 4          | 4          | 2          | 0x80  | 0 | EINVAL",
        "prog array, program w/o | 3 | 4          | 4          | 2          | 0x100 | 0 | EINVAL",
        "prog array, mmapable    | 3 | 4          | 4          | 2          | 0x400 | 0 | EINVAL",
        "prog array, inner map   | 3 | 4          | 4          | 2          | 0x1000 | 0 | EINVAL",
        "per-CPU hash            | 5 | 4          | 8          | 1          | 0     | 0 | OK",
        "per-CPU hash, no prealloc | 5 | 4        | 8          | 1          | 1     | 0 | OK",
        "per-CPU hash, own LRU   | 5 | 4          | 8          | 1          | 2     | 0 | EINVAL",
        "per-CPU hash, node 0    | 5 | 4          | 8          | 1          | 4     | 0 | EINVAL",
        "per-CPU hash, largest   | 5 | 4          | 32768      | 1          | 0     | 0 | OK",
        "per-CPU hash, too large | 5 | 4          | 32769      | 1          | 0     | 0 | E2BIG",
        "per-CPU hash, zero seed | 5 | 4          | 8          | 1          | 0x40  | 0 | OK",
        "per-CPU array           | 6 | 4          | 8          | 1          | 0     | 0 | OK",
        "per-CPU array, r/o      | 6 | 4          | 8          | 1          | 0x80  | 0 | OK",
        "per-CPU array, mmapable | 6 | 4          | 8          | 1          | 0x400 | 0 | EINVAL",
        "per-CPU array, inner map | 6 | 4         | 8          | 1          | 0x1000 | 0 | EINVAL",
        "per-CPU array, node 0   | 6 | 4          | 8          | 1          | 4     | 0 | EINVAL",
        "per-CPU array, largest  | 6 | 4          | 32768      | 1          | 0     | 0 | OK",
        "per-CPU array, rounded  | 6 | 4          | 32761      | 1          | 0     | 0 | OK",
        "per-CPU array, too large | 6 | 4         | 32769      | 1          | 0     | 0 | E2BIG",
        "per-CPU array, no value | 6 | 4          | 0          | 1          | 0     | 0 | EINVAL",
        "hash, own LRU           | 1 | 4          | 8          | 1          | 2     | 0 | EINVAL",
        "LRU hash                | 9 | 4          | 8          | 1          | 0     | 0 | OK",
        "LRU hash, own LRU       | 9 | 4          | 8          | 1          | 2     | 0 | OK",
        "LRU hash, no prealloc   | 9 | 4          | 8          | 1          | 1     | 0 | ENOTSUPP",
        "LRU hash, both          | 9 | 4          | 8          | 1          | 3     | 0 | ENOTSUPP",
        "LRU hash, node 0        | 9 | 4          | 8          | 1          | 4     | 0 | OK",
        "LRU hash, own, node 0   | 9 | 4          | 8          | 1          | 6     | 0 | EINVAL",
        "LRU hash, no key        | 9 | 0          | 8          | 1          | 0     | 0 | EINVAL",
        "LRU hash, mmapable      | 9 | 4          | 8          | 1          | 0x400 | 0 | EINVAL",
        "LRU per-CPU hash        | 10 | 4         | 8          | 1          | 0     | 0 | OK",
        "LRU per-CPU, own LRU    | 10 | 4         | 8          | 1          | 2     | 0 | OK",
        "LRU per-CPU, no prealloc | 10 | 4        | 8          | 1          | 1     | 0 | ENOTSUPP",
        "LRU per-CPU, node 0     | 10 | 4         | 8          | 1          | 4     | 0 | EINVAL",
        "LRU per-CPU, too large  | 10 | 4         | 32769      | 1          | 0     | 0 | E2BIG",
        "array of maps, no inner | 12 | 4         | 4          | 2          | 0     | 0 | EBADF",
        "hash of maps, no inner  | 13 | 4         | 4          | 2          | 0     | 0 | EBADF",
        "queue                   | 22 | 0         | 8          | 1          | 0     | 0 | OK",
        "queue, key              | 22 | 4         | 8          | 1          | 0     | 0 | EINVAL",
        "queue, no value         | 22 | 0         | 0          | 1          | 0     | 0 | EINVAL",
        "queue, no entries       | 22 | 0         | 8          | 0          | 0     | 0 | EINVAL",
        "queue, no prealloc      | 22 | 0         | 8          | 1          | 1     | 0 | EINVAL",
        "queue, node 0           | 22 | 0         | 8          | 1          | 4     | 0 | OK",
        "queue, program r/o      | 22 | 0         | 8          | 1          | 0x80  | 0 | OK",
        "queue, locked for all   | 22 | 0         | 8          | 1          | 0x180 | 0 | EINVAL",
        "queue, largest value    | 22 | 0         | 4194304    | 1          | 0     | 0 | OK",
        "queue, too large        | 22 | 0         | 4194305    | 1          | 0     | 0 | E2BIG",
        "queue, entries          | 22 | 0         | 8          | 4294967295 | 0     | 0 | ENOMEM",
        "stack                   | 23 | 0         | 8          | 1          | 0     | 0 | OK",
        "stack, key              | 23 | 4         | 8          | 1          | 0     | 0 | EINVAL",
        "ring buffer             | 27 | 0         | 0          | 4096       | 0     | 0 | OK",
        "ring buffer, node 0     | 27 | 0         | 0          | 4096       | 4     | 0 | OK",
        "ring buffer, 2 GiB      | 27 | 0         | 0          | 2147483648 | 0     | 0 | OK",
        "ring buffer, key        | 27 | 4         | 0          | 4096       | 0     | 0 | EINVAL",
        "ring buffer, value      | 27 | 0         | 4          | 4096       | 0     | 0 | EINVAL",
        "ring buffer, no size    | 27 | 0         | 0          | 0          | 0     | 0 | EINVAL",
        "ring buffer, half a page | 27 | 0        | 0          | 2048       | 0     | 0 | EINVAL",
        "ring buffer, three pages | 27 | 0        | 0          | 12288      | 0     | 0 | EINVAL",
        "ring buffer, odd size   | 27 | 0         | 0          | 5000       | 0     | 0 | EINVAL",
        "ring buffer, no prealloc | 27 | 0        | 0          | 4096       | 1     | 0 | EINVAL",
        "ring buffer, user r/o   | 27 | 0         | 0          | 4096       | 8     | 0 | EINVAL",
        "ring buffer, program r/o | 27 | 0        | 0          | 4096       | 0x80  | 0 | EINVAL",
        "ring buffer, mmapable   | 27 | 0         | 0          | 4096       | 0x400 | 0 | EINVAL",
        "ring buffer, map_extra  | 27 | 0         | 0          | 4096       | 0     | 1 | EINVAL",
        "user ring buffer        | 31 | 0         | 0          | 4096       | 0     | 0 | OK",
        "user ring buffer, size  | 31 | 0         | 0          | 2048       | 0     | 0 | EINVAL",
        "user ring buffer, key   | 31 | 4         | 0          | 4096       | 0     | 0 | EINVAL",
        "stack trace             | 7 | 4          | 8          | 10         | 0     | 0 | EOPNOTSUPP",
        "no type                 | 0 | 4          | 8          | 10         | 0     | 0 | EOPNOTSUPP",
        "unknown type            | 4294967295 | 4 | 8          | 10         | 0     | 0 | EOPNOTSUPP",
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
        assertEquals("map 'test': map type lpm_trie is not supported (EOPNOTSUPP)",
                assertThrows(MapException.class,
                        () -> factory.create("test", new MapAttributes(11, 8, 8, 1, 1, 0, 0))).getMessage());
    }

    /** outer type, outer key size, outer flags, inner type, key size, value size, entries, flags, answer. */
    @ParameterizedTest(name = "{0} of {3}")
    @CsvSource({
        "12, 4, 0,      2, 4, 8, 4, 0,        OK",
        "12, 4, 0,      1, 4, 8, 4, 0,        OK",
        "12, 4, 0,      5, 4, 8, 4, 0,        OK",
        "12, 4, 0,      6, 4, 8, 4, 0,        OK",
        "12, 4, 0,      9, 4, 8, 4, 0,        OK",
        "12, 4, 0,     10, 4, 8, 4, 0,        OK",
        "12, 4, 0,     22, 0, 8, 4, 0,        OK",
        "12, 4, 0,     23, 0, 8, 4, 0,        OK",
        "12, 4, 0,     27, 0, 0, 4096, 0,     OK",
        "12, 4, 0,     31, 0, 0, 4096, 0,     OK",
        "13, 8, 0,      2, 4, 8, 4, 0,        OK",
        "13, 8, 1,      2, 4, 8, 4, 0x1000,   OK",
        "13, 4, 0x80,   2, 4, 8, 4, 0,        OK",
        "12, 4, 8,      2, 4, 8, 4, 0,        OK",
        "12, 8, 0,      2, 4, 8, 4, 0,        EINVAL",
        "12, 4, 0x80,   2, 4, 8, 4, 0,        EINVAL",
        "12, 4, 0x400,  2, 4, 8, 4, 0,        EINVAL",
        "12, 4, 0x1000, 2, 4, 8, 4, 0,        EINVAL",
        "13, 4, 2,      2, 4, 8, 4, 0,        EINVAL",
        "13, 0, 0,      2, 4, 8, 4, 0,        EINVAL",
        "12, 4, 0,      3, 4, 4, 4, 0,        ENOTSUPP",
        "12, 4, 0,     12, 4, 4, 4, 0,        EINVAL",
        "12, 4, 0,     13, 4, 4, 4, 0,        EINVAL",
        "12, 4, 0,      2, 8, 8, 4, 0,        EINVAL",
        "13, 4, 0,     27, 0, 0, 4000, 0,     EINVAL",
        "12, 4, 0,     33, 0, 0, 4, 0x400,    EOPNOTSUPP",
        "12, 4, 0,     11, 8, 8, 4, 1,        EOPNOTSUPP",
    })
    void shouldCheckMapsOfMapsAsTheKernelDoes(
            final int type, final int keySize, final String flags, final int innerType, final int innerKeySize,
            final int innerValueSize, final int innerEntries, final String innerFlags, final String answer) {
        final MapAttributes wanted = new MapAttributes(type, keySize, 4, 2, Integer.decode(flags), 0, 0)
                .withInnerMap(new MapAttributes(innerType, innerKeySize, innerValueSize, innerEntries,
                        Integer.decode(innerFlags), 0, 0));
        String result;
        try (BpfMap map = factory.create("test", wanted)) {
            assertEquals(type, map.type().number());
            result = "OK";
        } catch (final MapException e) {
            result = e.errno().name();
        }
        assertEquals(answer, result);
    }

    @Test
    void shouldNumberMaps() {
        final MapAttributes wanted = new MapAttributes(2, 4, 8, 1, 0, 0, 0);
        try (BpfMap first = factory.create("first", wanted); BpfMap second = factory.create("second", wanted)) {
            assertTrue(first.id() > 0);
            assertTrue(second.id() > first.id());
        }
    }

    @Test
    void shouldRefuseANumberOfCpusThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new MapFactory((name, wanted) -> null, 0));
        assertThrows(IllegalArgumentException.class, () -> new MapFactory((name, wanted) -> null, 8193));
    }
}
