package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** The elements of a range that are in use by nobody: a list through their links, and those never used so far. */
final class FreeElements implements ElementSource {
    private final HashElements elements;
    private final int end;
    private int head = HashElements.NONE;
    private int fresh;

    FreeElements(final HashElements elements, final int first, final int count) {
        this.elements = elements;
        this.fresh = first;
        this.end = first + count;
    }

    @Override
    public synchronized int take(final int cpu) {
        if (head != HashElements.NONE) {
            final int element = head;
            head = elements.next(element);
            return element;
        }
        return fresh < end ? fresh++ : HashElements.NONE;
    }

    @Override
    public synchronized void give(final int element) {
        elements.setNext(element, head);
        head = element;
    }

    @Override
    public Errno exhausted() {
        return Errno.E2BIG;
    }
}
