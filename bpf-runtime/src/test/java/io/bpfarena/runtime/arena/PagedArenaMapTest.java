package io.bpfarena.runtime.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.linux.ProcessMaps;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class PagedArenaMapTest {
    private static final long BASE = 0x3000_0000_0000L;
    private static final int PAGE = ArenaMemory.PAGE_SIZE;

    @Test
    void shouldHandOutZeroedPagesWhateverWasThereBefore() {
        try (PagedArenaMap arena = TestArenas.arena(4)) {
            final MemorySegment view = arena.memory().view();
            arena.allocPages(0, 4, -1, 0);
            view.asSlice(ArenaMemory.VIEW_GUARD, 4 * PAGE).fill((byte) 7);
            arena.freePages(BASE + PAGE, 2);
            // A store that tested presence before the free and lands after it.
            view.set(ValueLayout.JAVA_LONG, ArenaMemory.VIEW_GUARD + PAGE, 42);
            assertEquals(BASE + PAGE, arena.allocPages(0, 2, -1, 0));
            for (int i = 0; i < 2 * PAGE; i += 8) {
                assertEquals(0, view.get(ValueLayout.JAVA_LONG, ArenaMemory.VIEW_GUARD + PAGE + i));
            }
            assertEquals(7, view.get(ValueLayout.JAVA_BYTE, ArenaMemory.VIEW_GUARD), "others keep theirs");
            assertEquals(7, view.get(ValueLayout.JAVA_BYTE, ArenaMemory.VIEW_GUARD + 3 * PAGE));
        }
    }

    @Test
    void shouldMarkPresentPagesWhereTheyStandInTheView() {
        final long base = BASE + 0x1234_5000L;
        try (PagedArenaMap arena = TestArenas.arena(3, base, MapFlags.MMAPABLE)) {
            arena.allocPages(base + PAGE, 1, -1, 0);
            final MemorySegment presence = arena.memory().presence();
            for (int i = 0; i < ArenaMemory.PRESENCE_SIZE; i++) {
                assertEquals(i == 8 + 0x12346 ? 1 : 0, presence.get(ValueLayout.JAVA_BYTE, i), "page " + i);
            }
        }
    }

    @Test
    void shouldLeaveTheGuardsAndWhatIsOutsideUntouchable() {
        try (PagedArenaMap arena = TestArenas.arena(2)) {
            final long view = arena.memory().view().address();
            assertEquals("rw-p", ProcessMaps.overlapping(view + ArenaMemory.VIEW_GUARD, 1).getFirst().permissions());
            assertEquals("---p", ProcessMaps.overlapping(view, 1).getFirst().permissions());
            assertEquals("---p", ProcessMaps.overlapping(view + ArenaMemory.VIEW_GUARD + 2 * PAGE, 1).getFirst()
                    .permissions());
            assertEquals("---p", ProcessMaps.overlapping(view + ArenaMemory.VIEW_SIZE - 1, 1).getFirst()
                    .permissions());
        }
    }

    @Test
    void shouldAnswerNullAndChangeNothingWhenThereIsNoMemory() {
        final LimitedMemory[] memory = new LimitedMemory[1];
        try (PagedArenaMap arena = TestArenas.arena(10, BASE, MapFlags.MMAPABLE, spec -> {
            memory[0] = new LimitedMemory(PrivateArenaMemory.create(spec), 3);
            return memory[0];
        })) {
            assertEquals(BASE, arena.allocPages(0, 3, -1, 0));
            assertEquals(0, arena.allocPages(0, 1, -1, 0));
            assertEquals(0, arena.allocPages(BASE + 5 * PAGE, 1, -1, 0));
            assertEquals(Errno.ENOSPC, assertThrows(ArenaException.class, () -> arena.faultIn(5)).errno());
            assertEquals(new ArenaMap.ArenaStatistics(10, 3, 0, 0, 3, 0), arena.statistics());
            assertEquals(0, arena.reservePages(BASE + 5 * PAGE, 1));
            assertThrows(ArenaException.class, () -> arena.faultIn(5));
            assertEquals(new ArenaMap.ArenaStatistics(10, 3, 1, 0, 3, 0), arena.statistics());
            arena.freePages(BASE, 1);
            assertEquals(ArenaMap.FaultOutcome.ALLOCATED, arena.faultIn(5));
        }
        assertTrue(memory[0].closed);
    }

    @Test
    void shouldAskForMemoryAndGiveItBackInRuns() {
        final LimitedMemory[] memory = new LimitedMemory[1];
        try (PagedArenaMap arena = TestArenas.arena(100, BASE, MapFlags.MMAPABLE, spec -> {
            memory[0] = new LimitedMemory(PrivateArenaMemory.create(spec), 100);
            return memory[0];
        })) {
            final List<String> heard = new ArrayList<>();
            arena.addListener((page, count) -> heard.add(page + "+" + count));
            arena.allocPages(BASE, 40, -1, 0);
            arena.allocPages(BASE + 50 * PAGE, 9, -1, 0);
            arena.allocPages(BASE + 99 * PAGE, 1, -1, 0);
            arena.freePages(BASE + 10 * PAGE, 1000);
            assertEquals(List.of("commit 0+40", "commit 50+9", "commit 99+1", "release 10+30", "release 50+9",
                    "release 99+1"), memory[0].calls);
            assertEquals(List.of("10+30", "50+9", "99+1"), heard);
            assertEquals(new ArenaMap.ArenaStatistics(100, 10, 0, 0, 50, 40), arena.statistics());
        }
    }

    @Test
    void shouldTellListenersUnderNoLock() {
        try (PagedArenaMap arena = TestArenas.arena(4)) {
            final List<Long> allocated = new ArrayList<>();
            arena.addListener((page, count) -> {
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    allocated.add(other.submit(() -> arena.allocPages(0, 1, -1, 0)).get(10, TimeUnit.SECONDS));
                } catch (final Exception e) {
                    throw new AssertionError(e);
                }
            });
            arena.allocPages(0, 4, -1, 0);
            arena.freePages(BASE + 2 * PAGE, 1);
            assertEquals(List.of(BASE + 2 * PAGE), allocated);
        }
    }

    @Test
    void shouldAnswerElementOperationsAsTheKernelDoes() {
        try (PagedArenaMap arena = TestArenas.arena(2)) {
            assertEquals(0, arena.lookup(0));
            assertEquals(-Errno.EOPNOTSUPP.number(), arena.update(0, 0, 0));
            assertEquals(-Errno.EOPNOTSUPP.number(), arena.delete(0));
            assertEquals(-Errno.EOPNOTSUPP.number(), arena.nextKey(0, 0));
            assertEquals(BASE + 8, arena.directValueAddress(8));
            assertEquals(BASE + 2 * PAGE, arena.directValueAddress(2 * PAGE));
            assertEquals(Errno.ERANGE,
                    assertThrows(MapException.class, () -> arena.directValueAddress(2 * PAGE + 1)).errno());
            assertEquals(Errno.ERANGE, assertThrows(MapException.class, () -> arena.directValueAddress(-1)).errno());
        }
    }

    @Test
    void shouldReadAndWriteAsUserSpaceWould() {
        try (PagedArenaMap arena = TestArenas.arena(3)) {
            arena.write(PAGE - 2, new byte[] {1, 2, 3, 4});
            final byte[] bytes = new byte[6];
            arena.read(PAGE - 3, bytes);
            assertEquals(List.of(0, 1, 2, 3, 4, 0), List.of((int) bytes[0], (int) bytes[1], (int) bytes[2],
                    (int) bytes[3], (int) bytes[4], (int) bytes[5]));
            assertEquals(2, arena.statistics().faults());
            assertEquals(Errno.ERANGE,
                    assertThrows(ArenaException.class, () -> arena.read(3 * PAGE - 3, bytes)).errno());
            assertEquals(Errno.ERANGE, assertThrows(ArenaException.class, () -> arena.read(-1, bytes)).errno());
            assertEquals(Errno.ERANGE, assertThrows(ArenaException.class, () -> arena.faultIn(3)).errno());
            assertEquals(Errno.ERANGE, assertThrows(ArenaException.class, () -> arena.faultIn(-1)).errno());
        }
        try (PagedArenaMap arena =
                TestArenas.arena(3, 0, MapFlags.MMAPABLE | MapFlags.SEGV_ON_FAULT)) {
            assertEquals(Errno.EFAULT,
                    assertThrows(ArenaException.class, () -> arena.write(0, new byte[1])).errno());
        }
    }

    @Test
    void shouldRefuseWorkAfterClose() {
        final PagedArenaMap arena = TestArenas.arena(3);
        arena.close();
        arena.close();
        assertEquals(Errno.ENODEV,
                assertThrows(ArenaException.class, () -> arena.allocPages(0, 1, -1, 0)).errno());
        assertEquals(Errno.ENODEV, assertThrows(ArenaException.class, () -> arena.faultIn(0)).errno());
        assertEquals(Errno.ENODEV, assertThrows(ArenaException.class, () -> arena.freePages(BASE, 1)).errno());
    }

    /** Each page has at most one owner at any time, and in the end every page is accounted for. */
    @Test
    void shouldNeverGiveAPageToTwo() throws Exception {
        final int pages = 512;
        final int threads = 4;
        final AtomicIntegerArray owners = new AtomicIntegerArray(pages);
        try (PagedArenaMap arena = TestArenas.arena(pages);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            final CountDownLatch start = new CountDownLatch(threads);
            final List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                final int owner = thread + 1;
                runs.add(executor.submit(() -> {
                    start.countDown();
                    assertTrue(start.await(10, TimeUnit.SECONDS));
                    allocateAndFree(arena, owners, owner);
                    return null;
                }));
            }
            for (final Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
            final ArenaMap.ArenaStatistics counts = arena.statistics();
            assertEquals(0, counts.allocatedPages());
            assertEquals(counts.allocations(), counts.frees());
            assertEquals(BASE, arena.allocPages(0, pages, -1, 0), "all free and in one piece");
        }
    }

    private static void allocateAndFree(
            final PagedArenaMap arena, final AtomicIntegerArray owners, final int owner) {
        final SplittableRandom random = new SplittableRandom(owner);
        final List<int[]> mine = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            if (mine.isEmpty() || random.nextInt(2) == 0) {
                final int count = random.nextInt(1, 16);
                final long address = arena.allocPages(0, count, -1, 0);
                if (address != 0) {
                    final int page = (int) (address - BASE >>> 12);
                    for (int i = page; i < page + count; i++) {
                        assertTrue(owners.compareAndSet(i, 0, owner), "page " + i);
                    }
                    mine.add(new int[] {page, count});
                }
            } else {
                give(arena, owners, owner, mine.remove(random.nextInt(mine.size())));
            }
        }
        mine.forEach(range -> give(arena, owners, owner, range));
    }

    private static void give(
            final PagedArenaMap arena, final AtomicIntegerArray owners, final int owner, final int[] range) {
        for (int i = range[0]; i < range[0] + range[1]; i++) {
            assertTrue(owners.compareAndSet(i, owner, 0), "page " + i);
        }
        arena.freePages(BASE + (long) range[0] * PAGE, range[1]);
    }

    /** Real memory with a limit of pages, as on a small file system; keeps a record of calls. */
    private static final class LimitedMemory implements ArenaMemory {
        private final ArenaMemory memory;
        private final List<String> calls = new ArrayList<>();
        private int left;
        private boolean closed;

        LimitedMemory(final ArenaMemory memory, final int limit) {
            this.memory = memory;
            this.left = limit;
        }

        @Override
        public MemorySegment view() {
            return memory.view();
        }

        @Override
        public MemorySegment presence() {
            return memory.presence();
        }

        @Override
        public void commit(final int page, final int count) {
            if (count > left) {
                throw new ArenaException(Errno.ENOSPC, "no space for %d pages: left=%d".formatted(count, left));
            }
            left -= count;
            calls.add("commit %d+%d".formatted(page, count));
            memory.commit(page, count);
        }

        @Override
        public void release(final int page, final int count) {
            left += count;
            calls.add("release %d+%d".formatted(page, count));
            memory.release(page, count);
        }

        @Override
        public void close() {
            closed = true;
            memory.close();
        }
    }
}
