package io.bpfarena.broker.program;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some elements of a map, and where to go on. A client sees the cursor as bytes without meaning:
 *
 * <pre>
 *   place (8 bytes) | last key of that place, if some of its keys have been given
 * </pre>
 *
 * A place of a hash is a bucket, which may have more keys than fit. If the last key has gone meanwhile, its bucket is
 * begun anew, so that nothing that stays is left out.
 *
 * @param keysOnly whether values are left out, since one does not fit.
 * @param keys     in the map's order.
 * @param values   as many as keys; empty arrays if they are left out.
 * @param cursor   to go on with; empty after the last element.
 */
public record ElementBatch(boolean keysOnly, List<byte[]> keys, List<byte[]> values, byte[] cursor) {
    private static final byte[] NOTHING = new byte[0];

    /**
     * How much there may be.
     *
     * @param count  elements.
     * @param length bytes of keys and values.
     */
    public record Limits(int count, int length) {
    }

    /**
     * Reads elements.
     *
     * @param view   of the map.
     * @param cursor from the batch before; empty to start.
     * @param limits for this batch; a key must fit.
     * @return what there is.
     * @throws MapException EINVAL if the cursor is none of this map; E2BIG if a key does not fit; others as the kernel.
     */
    public static ElementBatch read(final MapView view, final byte[] cursor, final Limits limits) {
        final int keySize = view.map().keySize();
        if (keySize > limits.length) {
            throw new MapException(Errno.E2BIG, "map '%s': keys of %d bytes are too long for a message"
                    .formatted(view.map().name(), keySize));
        }
        if (cursor.length != 0 && cursor.length != Long.BYTES && cursor.length != Long.BYTES + keySize) {
            throw notItsCursor(view, cursor);
        }
        final long place = cursor.length == 0 ? 0 : ByteBuffer.wrap(cursor).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (place < 0) {
            throw notItsCursor(view, cursor);
        }
        if (cursor.length > Long.BYTES) {
            final Reader reader = new Reader(
                    view, limits, place, Arrays.copyOfRange(cursor, Long.BYTES, cursor.length));
            view.forEachFrom(place, reader);
            if (reader.isFound()) {
                return reader.batch();
            }
        }
        final Reader reader = new Reader(view, limits, place, null);
        view.forEachFrom(place, reader);
        return reader.batch();
    }

    private static MapException notItsCursor(final MapView view, final byte[] cursor) {
        return new MapException(Errno.EINVAL, "map '%s': %d bytes are no cursor of it"
                .formatted(view.map().name(), cursor.length));
    }

    /** Passes over what was given, then collects until there is no more room. */
    private static final class Reader implements MapView.EntryVisitor {
        private final Limits limits;
        private final long start;
        private final boolean keysOnly;
        private final List<byte[]> keys = new ArrayList<>();
        private final List<byte[]> values = new ArrayList<>();
        private byte[] last;
        private boolean lost;
        private int length;
        private long lastPlace;
        private byte[] cursor = NOTHING;

        Reader(final MapView view, final Limits limits, final long start, final byte[] last) {
            this.limits = limits;
            this.start = start;
            this.last = last;
            this.keysOnly = view.map().keySize() + view.valueSize() > limits.length;
        }

        @Override
        public boolean visit(final long place, final byte[] key, final byte[] value) {
            if (last != null) {
                lost = place != start;
                last = Arrays.equals(last, key) ? null : last;
                lastPlace = start;
                return !lost;
            }
            final byte[] shown = keysOnly ? NOTHING : value;
            if (keys.size() == limits.count || length + key.length + shown.length > limits.length) {
                cursor = cursor(place);
                return false;
            }
            keys.add(key);
            values.add(shown);
            length += key.length + shown.length;
            lastPlace = place;
            return true;
        }

        /** Goes on at a place of which nothing was given yet, or after a key of the place. */
        private byte[] cursor(final long place) {
            final boolean within = place == lastPlace && !keys.isEmpty();
            final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + (within ? keys.getLast().length : 0))
                    .order(ByteOrder.LITTLE_ENDIAN).putLong(place);
            return (within ? bytes.put(keys.getLast()) : bytes).array();
        }

        /** Whether the last key was there, and what follows it was read. */
        boolean isFound() {
            return last == null && !lost;
        }

        ElementBatch batch() {
            return new ElementBatch(keysOnly, List.copyOf(keys), List.copyOf(values), cursor);
        }
    }
}
