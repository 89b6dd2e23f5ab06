package io.bpfarena.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PageMapPictureTest {
    @Test
    void shouldShadeEachCellByItsPages() {
        // Cells of four pages with 4, 3, 2, 1 and 0 of them present.
        final int[] present = {4, 3, 2, 1, 0};
        assertEquals("|█▓▒░ |", PageMapPicture.draw(20, page -> page % 4 < present[page / 4], 5));
    }

    @Test
    void shouldShowOneOfManyPages() {
        assertEquals("|░ |", PageMapPicture.draw(2_000_000, page -> page == 0, 2));
    }

    @Test
    void shouldShowThatOneOfManyPagesIsMissing() {
        assertEquals("|▓█|", PageMapPicture.draw(2_000_000, page -> page != 0, 2));
    }

    @Test
    void shouldUseNoMoreCellsThanPages() {
        assertEquals("| █|", PageMapPicture.draw(2, page -> page == 1, 64));
    }
}
