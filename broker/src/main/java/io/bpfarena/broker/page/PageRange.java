package io.bpfarena.broker.page;

/**
 * A run of pages of an arena.
 *
 * @param page  the first, from 0.
 * @param count how many; 0 for none.
 */
public record PageRange(int page, int count) {
    /** No page. */
    public static final PageRange NONE = new PageRange(0, 0);

    /** {@return whether there is no page in it} */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * The smallest run that has both, and so perhaps pages between them that neither has.
     *
     * @param other another run.
     * @return the run.
     */
    public PageRange span(final PageRange other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        final int start = Math.min(page, other.page);
        final int end = Math.max(page + count, other.page + other.count);
        return new PageRange(start, end - start);
    }
}
