package io.bpfarena.runtime.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What happens to others, and what others may do, while a long range is being committed chunk by chunk. Most of it is
 * done by the allocating thread itself in the middle of the third chunk (the lock is reentrant), to pages of the fourth.
 */
class LongAllocationTest {
    private static final long BASE = 0x3000_0000_0000L;
    private static final int PAGE = ArenaMemory.PAGE_SIZE;
    private static final int CHUNK = PagedArenaMap.CHUNK;
    private static final int PAGES = 4 * CHUNK;

    private PagedArenaMap arena;
    private Runnable inSecondChunk = () -> { };
    private Runnable inThirdChunk = () -> { };

    @Test
    void shouldLetOthersHaveTheirTurnBetweenTwoChunks() {
        final ArenaMap.ArenaStatistics[] seen = new ArenaMap.ArenaStatistics[1];
        final Thread other = new Thread(() -> seen[0] = arena.statistics());
        // The lock is held here: the other thread queues for it, and must have had it before the next chunk.
        inSecondChunk = () -> {
            other.start();
            await(() -> other.getState() == Thread.State.WAITING);
        };
        inThirdChunk = () -> join(other);
        arena = open();
        assertEquals(BASE, arena.allocPages(0, PAGES, -1, 0));
        assertNotNull(seen[0]);
        assertEquals(2 * CHUNK, seen[0].allocatedPages(), "after the second chunk");
        assertEquals(PAGES, arena.statistics().allocatedPages());
        arena.close();
    }

    @Test
    void shouldKeepWhatUserSpaceFaultedInMeanwhile() {
        final int page = 3 * CHUNK + 5;
        inThirdChunk = () -> {
            assertEquals(ArenaMap.FaultOutcome.ALLOCATED, arena.faultIn(page));
            word(page, 42);
        };
        arena = open();
        assertEquals(BASE, arena.allocPages(0, PAGES, -1, 0));
        assertEquals(42, word(page));
        assertEquals(new ArenaMap.ArenaStatistics(PAGES, PAGES, 0, 1, PAGES - 1, 0), arena.statistics());
        arena.close();
    }

    @Test
    void shouldNotGiveAwayWhatIsUnderWay() {
        inThirdChunk = () -> {
            arena.freePages(BASE, PAGES);
            assertEquals(0, arena.allocPages(0, 1, -1, 0), "a page of a range that belongs to somebody");
            assertEquals(-Errno.EBUSY.number(), arena.reservePages(BASE + (long) (PAGES - 1) * PAGE, 1));
        };
        arena = open();
        assertEquals(BASE, arena.allocPages(0, PAGES, -1, 0));
        assertEquals(PAGES, arena.statistics().allocatedPages());
        arena.freePages(BASE, PAGES);
        assertEquals(0, arena.statistics().allocatedPages());
        assertEquals(BASE, arena.allocPages(0, 1, -1, 0), "free again once it is nobody's");
        arena.close();
    }

    @Test
    void shouldGiveEverythingBackWhenMemoryRunsOut() {
        inThirdChunk = () -> {
            throw new ArenaException(Errno.ENOSPC, "full");
        };
        arena = open();
        assertEquals(0, arena.allocPages(0, PAGES, -1, 0));
        assertEquals(new ArenaMap.ArenaStatistics(PAGES, 0, 0, 0, 0, 0), arena.statistics());
        for (int page = 0; page < PAGES; page++) {
            assertEquals(0, presence(page), "page " + page);
        }
        assertEquals(BASE, arena.allocPages(0, PAGES, -1, 0), "in one piece, now that there is memory");
        arena.close();
    }

    @Test
    void shouldTellOfALongFreeOnce() {
        arena = open();
        final List<String> heard = new ArrayList<>();
        arena.addListener((page, count) -> heard.add(page + "+" + count));
        arena.allocPages(0, PAGES, -1, 0);
        arena.freePages(BASE + PAGE, PAGES);
        assertEquals(List.of("1+" + (PAGES - 1)), heard);
        arena.close();
    }

    private PagedArenaMap open() {
        return TestArenas.arena(PAGES, BASE, MapFlags.MMAPABLE,
                spec -> new ChunkedMemory(PrivateArenaMemory.create(spec)));
    }

    private void word(final int page, final long value) {
        arena.memory().view().set(ValueLayout.JAVA_LONG, ArenaMemory.VIEW_GUARD + (long) page * PAGE, value);
    }

    private long word(final int page) {
        return arena.memory().view().get(ValueLayout.JAVA_LONG, ArenaMemory.VIEW_GUARD + (long) page * PAGE);
    }

    private byte presence(final int page) {
        return arena.memory().presence().get(ValueLayout.JAVA_BYTE, ArenaMemory.VIEW_GUARD / PAGE + page);
    }

    private static void await(final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "nothing happened for 30 s");
            LockSupport.parkNanos(100_000);
        }
    }

    private static void join(final Thread thread) {
        try {
            assertTrue(thread.join(Duration.ofSeconds(30)), "the other thread has not had its turn");
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Real memory that does something of the test's at the start of the second and of the third commit. */
    private final class ChunkedMemory implements ArenaMemory {
        private final ArenaMemory memory;
        private int commits;

        ChunkedMemory(final ArenaMemory memory) {
            this.memory = memory;
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
            commits++;
            if (commits == 2) {
                inSecondChunk.run();
            } else if (commits == 3) {
                inThirdChunk.run();
            }
            memory.commit(page, count);
        }

        @Override
        public void release(final int page, final int count) {
            memory.release(page, count);
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
