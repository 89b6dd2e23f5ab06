package io.bpfarena.examples.demo;

import java.util.function.IntPredicate;

/**
 * A line that shows where an arena has pages, each character standing for the same number of them:
 *
 * <pre>
 *   |████▒                              ░|
 * </pre>
 */
final class PageMapPicture {
    /** From no page present to all of them; the steps between are equal. */
    private static final char[] SHADES = {' ', '░', '▒', '▓', '█'};

    private PageMapPicture() {
    }

    /**
     * Draws.
     *
     * @param pageCount pages of the arena.
     * @param present   whether a page is there.
     * @param width     characters; fewer if there are fewer pages.
     * @return the line, framed.
     */
    static String draw(final int pageCount, final IntPredicate present, final int width) {
        final int cells = Math.min(width, pageCount);
        final StringBuilder line = new StringBuilder("|");
        for (int cell = 0; cell < cells; cell++) {
            final int start = (int) ((long) cell * pageCount / cells);
            final int end = (int) ((long) (cell + 1) * pageCount / cells);
            int count = 0;
            for (int page = start; page < end; page++) {
                count += present.test(page) ? 1 : 0;
            }
            line.append(shade(count, end - start));
        }
        return line.append('|').toString();
    }

    /** Empty and full only where it is exactly so. */
    private static char shade(final int count, final int of) {
        if (count == 0) {
            return SHADES[0];
        }
        return SHADES[count == of ? SHADES.length - 1 : 1 + (int) ((long) count * (SHADES.length - 2) / of)];
    }
}
