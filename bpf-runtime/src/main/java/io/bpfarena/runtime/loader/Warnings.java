package io.bpfarena.runtime.loader;

import java.util.ArrayList;
import java.util.List;

/** What people may want to know of an object; not more than they can read. */
final class Warnings {
    private static final int LIMIT = 64;

    private final List<String> lines = new ArrayList<>();
    private int more;

    void add(final String format, final Object... values) {
        if (lines.size() < LIMIT) {
            lines.add(format.formatted(values));
        } else {
            more++;
        }
    }

    List<String> lines() {
        final List<String> all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("and %d more like these".formatted(more));
        }
        return List.copyOf(all);
    }
}
