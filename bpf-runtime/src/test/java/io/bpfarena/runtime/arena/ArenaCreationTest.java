package io.bpfarena.runtime.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kernel/bpf/arena.c, arena_map_alloc. */
class ArenaCreationTest {
    private final ArenaPlacement placement = new ArenaPlacement();

    /** key size, value size, pages, flags, map_extra, answer. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "one page                     | 0 | 0 | 1          | 0x400    | 0              | OK",
        "largest                      | 0 | 0 | 1048576    | 0x400    | 0              | OK",
        "key size                     | 4 | 0 | 1          | 0x400    | 0              | EINVAL",
        "value size                   | 0 | 8 | 1          | 0x400    | 0              | EINVAL",
        "no pages                     | 0 | 0 | 0          | 0x400    | 0              | EINVAL",
        "not mmapable                 | 0 | 0 | 1          | 0        | 0              | EINVAL",
        "SEGV_ON_FAULT                | 0 | 0 | 1          | 0x20400  | 0              | OK",
        "NO_USER_CONV                 | 0 | 0 | 1          | 0x40400  | 0              | OK",
        "both                         | 0 | 0 | 1          | 0x60400  | 0              | OK",
        "NUMA_NODE                    | 0 | 0 | 1          | 0x404    | 0              | EINVAL",
        "RDONLY                       | 0 | 0 | 1          | 0x408    | 0              | EINVAL",
        "NO_PREALLOC                  | 0 | 0 | 1          | 0x401    | 0              | EINVAL",
        "unknown flag                 | 0 | 0 | 1          | 0x80000400 | 0            | EINVAL",
        "unaligned base               | 0 | 0 | 1          | 0x400    | 0x300000000001 | EINVAL",
        "one page too many            | 0 | 0 | 1048577    | 0x400    | 0              | E2BIG",
        "all ones                     | 0 | 0 | 4294967295 | 0x400    | 0              | E2BIG",
        "crosses 4 GiB                | 0 | 0 | 3          | 0x400    | 0x3000ffffe000 | ERANGE",
        "ends on 4 GiB                | 0 | 0 | 2          | 0x400    | 0x3000ffffe000 | OK",
        "4 GiB from an unaligned base | 0 | 0 | 1048576    | 0x400    | 0x300000001000 | ERANGE",
        "past user space              | 0 | 0 | 1          | 0x400    | 0x800000000000 | ENOMEM",
        "in the kernel's half         | 0 | 0 | 1          | 0x400    | 0xffff800000000000 | ENOMEM",
    })
    void shouldCheckAsTheKernelDoes(
            final String name, final int keySize, final int valueSize, final String pages, final String flags,
            final String extra, final String answer) {
        final MapAttributes wanted = new MapAttributes(TestArenas.ARENA, keySize, valueSize,
                Integer.parseUnsignedInt(pages), Long.decode(flags).intValue(),
                Long.parseUnsignedLong(extra.replace("0x", ""), extra.startsWith("0x") ? 16 : 10), 0);
        assertEquals(answer, create(wanted), name);
    }

    private String create(final MapAttributes wanted) {
        try (ArenaMap arena =
                ArenaCreation.create("object", "arena", wanted, PrivateArenaMemory::create, placement)) {
            assertEquals(wanted.maxEntries(), arena.maxEntries());
            return "OK";
        } catch (final MapException e) {
            assertTrue(e.getMessage().startsWith("map 'arena': "), e.getMessage());
            return e.errno().name();
        } catch (final ArenaException e) {
            return e.errno().name();
        }
    }

    private ArenaMap make(final String name, final long base, final int pages) {
        return ArenaCreation.create("object", name, new MapAttributes(TestArenas.ARENA, 0, 0, pages, 0x400, base, 0),
                PrivateArenaMemory::create, placement);
    }

    @Test
    void shouldGiveEachArenaASlotOfItsOwnAndUseFreedOnesAgain() {
        final ArenaMap first = make("first", 0, 1);
        final ArenaMap second = make("second", 0, 1);
        final ArenaMap third = make("third", 0, 1 << 20);
        assertEquals(List.of(0x3000_0000_0000L, 0x3001_0000_0000L, 0x3002_0000_0000L),
                List.of(first.userVmStart(), second.userVmStart(), third.userVmStart()));
        second.close();
        try (ArenaMap again = make("again", 0, 1)) {
            assertEquals(0x3001_0000_0000L, again.userVmStart());
        }
        first.close();
        third.close();
    }

    @Test
    void shouldGoAroundArenasThatAskedForTheirPlace() {
        try (ArenaMap fixed = make("fixed", 0x3000_0000_5000L, 1); ArenaMap other = make("other", 0, 6)) {
            assertEquals(0x3000_0000_5000L, fixed.userVmStart());
            assertEquals(0x3001_0000_0000L, other.userVmStart());
            try (ArenaMap small = make("small", 0, 5)) {
                assertEquals(0x3000_0000_0000L, small.userVmStart());
            }
        }
    }

    @Test
    void shouldRefuseArenasThatOverlapAndNameBoth() {
        try (ArenaMap first = make("first", 0x3000_0000_0000L, 16)) {
            final ArenaException e =
                    assertThrows(ArenaException.class, () -> make("second", 0x3000_0000_f000L, 2));
            assertEquals(Errno.EADDRINUSE, e.errno());
            assertEquals("map 'second': 0x30000000f000-0x300000011000 overlaps arena 'first' at "
                    + "0x300000000000-0x300000010000; give one of them another map_extra (EADDRINUSE)", e.getMessage());
            make("beside", first.userVmStart() + 0x10000, 1).close();
        }
    }

    @Test
    void shouldGiveThePlaceBackWhenThereIsNoMemory() {
        final List<ArenaSpec> asked = new ArrayList<>();
        final ArenaMemoryFactory none = spec -> {
            asked.add(spec);
            throw new ArenaException(Errno.ENOSPC, "full");
        };
        final MapAttributes wanted = new MapAttributes(TestArenas.ARENA, 0, 0, 7, 0x400, 0, 0);
        for (int i = 0; i < 2; i++) {
            assertEquals(Errno.ENOSPC, assertThrows(ArenaException.class,
                    () -> ArenaCreation.create("object", "arena", wanted, none, placement)).errno());
        }
        assertEquals(new ArenaSpec("object", "arena", 0x3000_0000_0000L, 7, 0x400), asked.get(0));
        assertEquals(asked.get(0), asked.get(1));
    }
}
