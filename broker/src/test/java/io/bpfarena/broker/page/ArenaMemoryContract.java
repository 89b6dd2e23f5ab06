package io.bpfarena.broker.page;

import static io.bpfarena.runtime.arena.ArenaMemory.PAGE_SIZE;
import static io.bpfarena.runtime.arena.ArenaMemory.PRESENCE_SIZE;
import static io.bpfarena.runtime.arena.ArenaMemory.VIEW_GUARD;
import static io.bpfarena.runtime.arena.ArenaMemory.VIEW_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.ArenaMemoryFactory;
import io.bpfarena.runtime.arena.ArenaSpec;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ArenaMemory} does, whatever it is made of. */
abstract class ArenaMemoryContract {
    static final long ALIGNED = 0x3000_0000_0000L;
    static final int PAGES = 1000;
    /** The range ends exactly on a 4 GiB boundary. */
    private static final long HIGHEST = ALIGNED + (1L << 32) - (long) PAGES * PAGE_SIZE;

    /** {@return what makes the memory under test} */
    abstract ArenaMemoryFactory factory();

    static ArenaSpec spec(final long base, final int pages) {
        return new ArenaSpec("object", "arena", base, pages, 1 << 10);
    }

    static long viewOffset(final long base, final int page) {
        return VIEW_GUARD + (base & 0xFFFF_FFFFL) + (long) page * PAGE_SIZE;
    }

    static boolean isPresent(final ArenaMemory memory, final long base, final int page) {
        return memory.presence().get(JAVA_BYTE, viewOffset(base, page) / PAGE_SIZE) == 1;
    }

    private static long presentPages(final ArenaMemory memory) {
        long sum = 0;
        for (int i = 0; i < PRESENCE_SIZE; i++) {
            sum += memory.presence().get(JAVA_BYTE, i);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {ALIGNED, ALIGNED + 5 * PAGE_SIZE, ALIGNED + 0x7FFF_F000L, HIGHEST})
    void shouldStartWithNothingPresentAndWithGuards(final long base) {
        try (ArenaMemory memory = factory().create(spec(base, PAGES))) {
            assertEquals(VIEW_SIZE, memory.view().byteSize());
            assertEquals(PRESENCE_SIZE, memory.presence().byteSize());
            assertEquals(0, presentPages(memory));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {ALIGNED, ALIGNED + 5 * PAGE_SIZE, ALIGNED + 0x7FFF_F000L, HIGHEST})
    void shouldMakePagesPresentAndZeroed(final long base) {
        try (ArenaMemory memory = factory().create(spec(base, PAGES))) {
            memory.commit(0, 1);
            memory.commit(7, 3);
            memory.commit(PAGES - 1, 1);
            assertEquals(5, presentPages(memory));
            for (final int page : new int[] {0, 7, 8, 9, PAGES - 1}) {
                assertEquals(true, isPresent(memory, base, page), "page " + page);
                assertEquals(-1, content(memory, base, page).mismatch(MemorySegment.ofArray(new byte[PAGE_SIZE])));
                content(memory, base, page).fill((byte) page);
            }
            for (final int page : new int[] {0, 7, 8, 9, PAGES - 1}) {
                assertEquals((byte) page, content(memory, base, page).get(JAVA_BYTE, PAGE_SIZE - 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {ALIGNED, ALIGNED + 5 * PAGE_SIZE})
    void shouldForgetWhatWasReleased(final long base) {
        try (ArenaMemory memory = factory().create(spec(base, PAGES))) {
            memory.commit(10, 20);
            for (int page = 10; page < 30; page++) {
                content(memory, base, page).set(JAVA_LONG, 0, page);
            }
            memory.release(12, 5);
            assertEquals(15, presentPages(memory));
            memory.commit(12, 5);
            for (int page = 10; page < 30; page++) {
                assertEquals(page >= 12 && page < 17 ? 0 : page, content(memory, base, page).get(JAVA_LONG, 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096, 4097, 1 << 20})
    void shouldHaveAnySize(final int pages) {
        try (ArenaMemory memory = factory().create(spec(ALIGNED, pages))) {
            memory.commit(pages - 1, 1);
            content(memory, ALIGNED, pages - 1).set(JAVA_LONG, 8, 42);
            assertEquals(1, presentPages(memory));
            memory.release(pages - 1, 1);
            assertEquals(0, presentPages(memory));
        }
    }

    static MemorySegment content(final ArenaMemory memory, final long base, final int page) {
        return memory.view().asSlice(viewOffset(base, page), PAGE_SIZE);
    }
}
