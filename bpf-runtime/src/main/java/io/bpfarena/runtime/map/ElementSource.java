package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;

/** Where a hash takes its elements from. Any thread may call, but under no stripe's lock. */
interface ElementSource {
    /**
     * Takes an element that is in no chain.
     *
     * @param cpu that asks; counts where each CPU has elements for itself.
     * @return the element, or {@link HashElements#NONE}.
     */
    int take(int cpu);

    /** Gives an element back. It is in no chain any more. */
    void give(int element);

    /** Takes note that an element was of use. */
    default void used(final int element) {
    }

    /** What an update answers for which there is no element. */
    Errno exhausted();

    /** Gives memory back. */
    default void close() {
    }
}
