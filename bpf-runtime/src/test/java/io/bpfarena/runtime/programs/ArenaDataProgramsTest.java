package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.PagedArenaMap;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Globals, a list and a hash table in the arena, walked by programs and by Java. */
@Timeout(100)
class ArenaDataProgramsTest {
    private static final long SEED = Long.getLong("bpfarena.data.seed", 5);
    private static final int ITEM = 64;

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldFindGlobalsWithTheirFirstValues(final Variant variant) throws Exception {
        final long sum = 1 + 2 + 3 + 4 + 5 + "arena".chars().sum() + 1 * 2 + 3 * 4 + 5 * 6;
        try (KernelObject object = KernelObject.load("arena_data", variant)) {
            for (int round = 0; round < 3; round++) {
                final Answer answer = object.run("globals");
                assertEquals(sum - 5 + round, answer.at(0));
                assertEquals(34, answer.at(1), "through pointers");
                assertEquals(0, answer.at(2));
                assertEquals(0, answer.at(3), "what has no value is zero");
            }
            assertEquals(-2, object.global("number").getLong());
            final ByteBuffer square = object.global("square");
            assertEquals("square", new String(square.array(), 0, 6, StandardCharsets.US_ASCII));
            final long middle = object.loaded().global("points").orElseThrow().userAddress().orElseThrow() + 8;
            assertEquals(middle, square.getLong(40), "a user address");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldFreePagesWhileItWalksAList(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("arena_data", variant)) {
            final PagedArenaMap arena = (PagedArenaMap) object.loaded().arena().orElseThrow();
            final int before = arena.statistics().allocatedPages();
            final List<Long> model = new ArrayList<>();
            for (long value = 0; value < 1_000; value++) {
                model.addFirst(value);
            }
            final long pages = (1_000 + 62) / 63;
            assertEquals(pages, object.run("build_list", 1_000).at(2));
            assertEquals(before + pages, arena.statistics().allocatedPages());
            for (int divisor = 5; divisor > 0; divisor--) {
                assertEquals(model, walk(object, arena));
                final Answer walked = object.run("walk_list");
                assertEquals(model.size(), walked.at(0));
                assertEquals(model.stream().mapToLong(Long::longValue).sum(), walked.at(1));
                final int size = model.size();
                final long by = divisor;
                model.removeIf(value -> value % by == 0);
                final Answer thinned = object.run("thin_list", divisor, 0);
                assertEquals(size - model.size(), thinned.at(2), "freed");
                assertEquals(before + thinned.at(3), arena.statistics().allocatedPages());
            }
            assertEquals(List.of(), walk(object, arena));
            assertEquals(0, object.run("heap").at(0));
            assertEquals(before, arena.statistics().allocatedPages());
        }
    }

    /** The list as another process would see it: by user addresses. */
    private static List<Long> walk(final KernelObject object, final PagedArenaMap arena) {
        final List<Long> values = new ArrayList<>();
        long address = object.global("items").getLong();
        while (address != 0) {
            final ByteBuffer item = ByteBuffer.allocate(ITEM).order(ByteOrder.LITTLE_ENDIAN);
            arena.read(address - arena.userVmStart(), item.array());
            values.add(item.getLong(16));
            assertTrue(values.size() <= 1_000, "the list has a loop");
            address = item.getLong(0);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldAgreeWithAMapOfJavas(final Variant variant) throws Exception {
        final SplittableRandom random = new SplittableRandom(SEED);
        final Map<Long, Long> model = new HashMap<>();
        try (KernelObject object = KernelObject.load("arena_data", variant)) {
            for (int i = 0; i < 3_000; i++) {
                final long key = random.nextInt(200) * 0x1_0000_0001L;
                switch (random.nextInt(3)) {
                    case 0 -> put(object, model, key, random.nextLong());
                    case 1 -> take(object, model, key);
                    default -> check(object.run("get", key), model.get(key));
                }
            }
            for (final long key : List.copyOf(model.keySet())) {
                take(object, model, key);
            }
            assertEquals(0, object.run("heap").at(0), "all pages were freed");
        }
    }

    private static void put(
            final KernelObject object, final Map<Long, Long> model, final long key, final long value)
            throws Exception {
        final Answer answer = object.run("put", key, value);
        final Long before = model.put(key, value);
        assertEquals(before == null ? 1 : 0, answer.retval(), "seed " + SEED);
        assertEquals(before == null ? 0 : before, answer.at(2), "seed " + SEED);
    }

    private static void take(final KernelObject object, final Map<Long, Long> model, final long key)
            throws Exception {
        check(object.run("take", key), model.remove(key));
    }

    private static void check(final Answer answer, final Long wanted) {
        assertEquals(wanted == null ? -Errno.ENOENT.number() : 0, answer.retval(), "seed " + SEED);
        assertEquals(wanted == null ? 0 : wanted, answer.at(1), "seed " + SEED);
    }
}
