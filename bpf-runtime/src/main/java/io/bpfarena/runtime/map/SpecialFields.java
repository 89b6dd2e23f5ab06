package io.bpfarena.runtime.map;

import io.bpfarena.runtime.memory.NativeMemory;
import java.util.Comparator;
import java.util.List;

/**
 * Which special fields the values of a map have, and where ({@code struct btf_record}). Copies go around them.
 *
 * <pre>
 *   struct counter { u64 hits; struct bpf_spin_lock lock; u32 age; }     one place: SPIN_LOCK at 8
 *   an update copies bytes 0 to 7 and 12 to 15; the lock stays as it is
 * </pre>
 *
 * @param places   in the order of their offsets; at most one of each field.
 * @param problem  why there are none although the value's type has some, or empty.
 */
public record SpecialFields(List<Place> places, String problem) {
    /** Plain bytes. */
    public static final SpecialFields NONE = new SpecialFields(List.of(), "");

    /**
     * A field and its place.
     *
     * @param field  what it is.
     * @param offset bytes from the start of the value.
     */
    public record Place(SpecialField field, int offset) {
        int end() {
            return offset + field.size();
        }
    }

    /**
     * Sorts the places.
     *
     * @throws IllegalArgumentException if two overlap or are of the same kind.
     */
    public SpecialFields {
        places = places.stream().sorted(Comparator.comparingInt(Place::offset)).toList();
        for (int i = 1; i < places.size(); i++) {
            if (places.get(i).offset() < places.get(i - 1).end()) {
                throw new IllegalArgumentException("special fields overlap: " + places);
            }
        }
        if (places.stream().map(Place::field).distinct().count() != places.size()) {
            throw new IllegalArgumentException("at most one special field of each kind: " + places);
        }
    }

    /**
     * Fields at their places.
     *
     * @param places in any order.
     * @return the fields.
     */
    public static SpecialFields of(final Place... places) {
        return new SpecialFields(List.of(places), "");
    }

    /**
     * Fields that there might have been.
     *
     * @param problem why there are none.
     * @return no fields.
     */
    public static SpecialFields none(final String problem) {
        return new SpecialFields(List.of(), problem);
    }

    /** {@return whether values are plain bytes} */
    public boolean isEmpty() {
        return places.isEmpty();
    }

    /**
     * Whether values have a field.
     *
     * @param field what to look for.
     * @return whether it is there.
     */
    public boolean has(final SpecialField field) {
        return offsetOf(field) >= 0;
    }

    /**
     * Where a field is.
     *
     * @param field what to look for.
     * @return bytes from the start of the value, or -1 if values have none.
     */
    public int offsetOf(final SpecialField field) {
        for (final Place place : places) {
            if (place.field() == field) {
                return place.offset();
            }
        }
        return -1;
    }

    /**
     * Copies a value, but not its special fields (copy_map_value).
     *
     * @param source      native address.
     * @param destination native address; its fields stay as they are.
     * @param valueSize   bytes.
     */
    public void copy(final long source, final long destination, final long valueSize) {
        long done = 0;
        for (final Place place : places) {
            NativeMemory.copy(source + done, destination + done, place.offset() - done);
            done = place.end();
        }
        NativeMemory.copy(source + done, destination + done, valueSize - done);
    }

    /**
     * Zeroes the special fields of a value (check_and_init_map_value).
     *
     * @param value native address.
     */
    public void zero(final long value) {
        for (final Place place : places) {
            NativeMemory.zero(value + place.offset(), place.field().size());
        }
    }
}
