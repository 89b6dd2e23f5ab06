package io.bpfarena.runtime.map;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the slots of a map refer to by number, and how many do. Slots hold numbers only, so that they can lie in memory
 * outside the heap. Any thread may look up; who changes the table holds its owner's lock.
 */
final class ObjectTable<T> {
    private final ConcurrentHashMap<Integer, Counted<T>> objects = new ConcurrentHashMap<>();

    private record Counted<T>(T object, int slots) {
    }

    /** What has a number, or null. */
    T get(final int id) {
        final Counted<T> found = objects.get(id);
        return found == null ? null : found.object;
    }

    /** One more slot refers to an object; true if it is the first. */
    boolean add(final int id, final T object) {
        final Counted<T> before = objects.get(id);
        objects.put(id, new Counted<>(object, before == null ? 1 : before.slots + 1));
        return before == null;
    }

    /** One slot less refers to an object, which some did; the object if it was the last, or null. */
    T remove(final int id) {
        final Counted<T> before = objects.get(id);
        if (before.slots > 1) {
            objects.put(id, new Counted<>(before.object, before.slots - 1));
            return null;
        }
        objects.remove(id);
        return before.object;
    }

    Collection<T> all() {
        return objects.values().stream().map(Counted::object).toList();
    }
}
