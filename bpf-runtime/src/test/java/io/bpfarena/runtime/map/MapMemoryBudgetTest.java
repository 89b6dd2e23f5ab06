package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What maps count for, and what is said when there is no more. */
@Timeout(60)
class MapMemoryBudgetTest {
    private static final int PAGE = 4096;
    private static final int CPUS = 4;
    private static final MapAttributes ONE_PAGE = attributes(MapType.ARRAY, 4, PAGE, 1);

    private static MapAttributes attributes(
            final MapType type, final int keySize, final int valueSize, final int entries) {
        return new MapAttributes(type.number(), keySize, valueSize, entries, 0, 0, 0);
    }

    private static MapFactory factory(final MapMemoryBudget budget) {
        return new MapFactory((name, wanted) -> {
            throw new AssertionError("no arenas here");
        }, CPUS, budget);
    }

    /**
     * Whole pages of: values rounded up to 8 bytes, one for each CPU where each has its own; for a hash besides 4 bytes
     * a bucket, 8 a link and the key rounded up, with one element that stands for none, and in an ordinary hash 64 to
     * spare; a byte for an LRU's element; the two pages before a ring's data.
     */
    @ParameterizedTest
    @CsvSource({
        "ARRAY,            4,   10, 1000, 16384",
        "ARRAY,            4,    8,    1, 4096",
        "PROG_ARRAY,       4,    4, 1024, 8192",
        "PERCPU_ARRAY,     4,    8, 1024, 32768",
        "HASH,             8,    8, 2048, 69632",
        "PERCPU_HASH,      8,    8, 2048, 114688",
        "LRU_HASH,         8,    8, 2047, 61440",
        "LRU_PERCPU_HASH,  8,    8, 2047, 110592",
        "QUEUE,            0,  100,  100, 12288",
        "STACK,            0,    1, 4096, 4096",
        "RINGBUF,          0,    0, 8192, 16384",
        "USER_RINGBUF,     0,    0, 4096, 12288",
    })
    void shouldCountWhatAMapMayTakeUntilItIsClosed(
            final MapType type, final int keySize, final int valueSize, final int entries, final long bytes) {
        final MapMemoryBudget budget = new MapMemoryBudget(1 << 20);
        final MapAttributes wanted = attributes(type, keySize, valueSize, entries);
        final BpfMap map = factory(budget).create("counted", wanted);
        assertEquals(bytes, budget.used());
        map.close();
        assertEquals(0, budget.used());
        map.close();
        assertEquals(0, budget.used(), "a second call does nothing");
        factory(new MapMemoryBudget(bytes)).create("exact", wanted).close();

        final MapMemoryBudget small = new MapMemoryBudget(bytes - 1);
        final MapException refused =
                assertThrows(MapException.class, () -> factory(small).create("refused", wanted));
        assertEquals(Errno.ENOMEM, refused.errno());
        assertTrue(refused.getMessage().matches("map 'refused': needs \\d+ bytes, and \\d+ of the limit on map memory "
                + "are in use: limit=" + (bytes - 1) + ": type=.*"), refused::getMessage);
        assertEquals(0, small.used(), "what was taken before is given back");
    }

    /** The order of the kernel's map_create: a type's alloc_check comes before its alloc. */
    @Test
    void shouldFindFaultWithAttributesBeforeItLooksForMemory() {
        assertEquals(Errno.EINVAL, assertThrows(MapException.class, () -> factory(new MapMemoryBudget(0))
                .create("array", attributes(MapType.ARRAY, 8, 8, 1))).errno());
    }

    @Test
    void shouldCountAMapAsLongAsAnotherRefersToIt() {
        final MapMemoryBudget budget = new MapMemoryBudget(1 << 20);
        final MapFactory factory = factory(budget);
        final BpfMap outer = factory.create("outer", attributes(MapType.ARRAY_OF_MAPS, 4, 4, 2)
                .withInnerMap(ONE_PAGE));
        assertEquals(PAGE, budget.used(), "the template was closed again");
        final BpfMap inner = factory.create("inner", ONE_PAGE);
        MapView.of(outer).put(new byte[4], inner, MapFlags.ANY);
        inner.close();
        assertEquals(2 * PAGE, budget.used());
        final MapHold hold = MapView.of(outer).innerMap(new byte[4]).orElseThrow();
        outer.close();
        assertEquals(PAGE, budget.used(), "Java still holds it");
        hold.close();
        assertEquals(0, budget.used());
    }

    @Test
    void shouldLeaveNothingBehindIfTheTemplateOfInnerMapsIsTooLarge() {
        final MapMemoryBudget budget = new MapMemoryBudget(PAGE);
        final MapAttributes wanted =
                attributes(MapType.ARRAY_OF_MAPS, 4, 4, 2).withInnerMap(attributes(MapType.ARRAY, 4, PAGE, 1));
        final MapException refused =
                assertThrows(MapException.class, () -> factory(budget).create("outer", wanted));
        assertEquals(Errno.ENOMEM, refused.errno());
        assertEquals(0, budget.used());
    }

    /** Each mapping may be one of the kernel's map areas, of which a process has a limited number. */
    @Test
    void shouldLimitTheNumberOfMappingsToo() {
        final MapMemoryBudget budget = MapMemoryBudget.unlimited();
        for (int i = 0; i < MapMemoryBudget.MAX_MAPPINGS; i++) {
            budget.take(PAGE);
        }
        final MapException refused =
                assertThrows(MapException.class, () -> factory(budget).create("one more", ONE_PAGE));
        assertEquals(Errno.ENOMEM, refused.errno());
        assertTrue(refused.getMessage().contains("limit=16384"), refused::getMessage);
        assertEquals((long) PAGE * MapMemoryBudget.MAX_MAPPINGS, budget.used());
        budget.giveBack(PAGE);
        factory(budget).create("one more", ONE_PAGE).close();
    }

    /** Four threads want eight pages each of which there are ten in all. */
    @Test
    void shouldNeverGiveMoreThanTheLimitToThreads() throws Exception {
        final int pages = 10;
        final MapMemoryBudget budget = new MapMemoryBudget(pages * PAGE);
        final MapFactory factory = factory(budget);
        final AtomicLong most = new AtomicLong();
        Parallel.run(4, thread -> {
            for (int round = 0; round < 500; round++) {
                final List<BpfMap> maps = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    try {
                        maps.add(factory.create("map", ONE_PAGE));
                    } catch (final MapException e) {
                        assertEquals(Errno.ENOMEM, e.errno());
                    }
                    most.accumulateAndGet(budget.used(), Math::max);
                }
                maps.forEach(BpfMap::close);
            }
        });
        assertEquals(0, budget.used());
        assertTrue(most.get() <= pages * PAGE, () -> "most " + most);
        final List<BpfMap> all = new ArrayList<>();
        for (int i = 0; i < pages; i++) {
            all.add(factory.create("map", ONE_PAGE));
        }
        assertThrows(MapException.class, () -> factory.create("map", ONE_PAGE));
        all.forEach(BpfMap::close);
    }

    @Test
    void shouldRefuseANegativeLimit() {
        assertThrows(IllegalArgumentException.class, () -> new MapMemoryBudget(-1));
    }
}
