package io.bpfarena.broker.control;

import static io.bpfarena.client.protocol.ControlProtocol.MAX_BATCH_COUNT;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_BATCH_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_VALUE_LENGTH;

import io.bpfarena.broker.program.ElementBatch;
import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.DeleteElementDecoder;
import io.bpfarena.client.protocol.LookupElementDecoder;
import io.bpfarena.client.protocol.NextKeyDecoder;
import io.bpfarena.client.protocol.ReadElementsDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.map.SpecialField;

/**
 * LookupElement, DeleteElement, NextKey and ReadElements: bpf(2)'s commands by message, with its error numbers. What is
 * done quickly is done at once. What may take longer goes to a worker: large values, walks through large maps, and
 * whatever waits for a lock that a program holds.
 */
final class ElementHandlers {
    /** Buckets or elements that one request may go through on the agent's thread. */
    private static final int MAX_WALK = 65_536;

    private final LookupElementDecoder lookupDecoder = new LookupElementDecoder();
    private final DeleteElementDecoder deleteDecoder = new DeleteElementDecoder();
    private final NextKeyDecoder nextKeyDecoder = new NextKeyDecoder();
    private final ReadElementsDecoder elementsDecoder = new ReadElementsDecoder();
    private final MapFinder maps;
    private final ObjectWork work;
    private final ResponseProxy replies;
    private final MapProxy responses;

    ElementHandlers(
            final MapFinder maps, final ObjectWork work, final ResponseProxy replies, final MapProxy responses) {
        this.maps = maps;
        this.work = work;
        this.replies = replies;
        this.responses = responses;
    }

    void lookup(final Request request) throws RefusedException {
        lookupDecoder.wrap(
                request.buffer(), request.offset(), LookupElementDecoder.BLOCK_LENGTH,
                LookupElementDecoder.SCHEMA_VERSION);
        final OwnedMap map = maps.find(lookupDecoder.mapId());
        final long flags = lookupDecoder.elementFlags();
        final int offset = lookupDecoder.valueOffset();
        final boolean deleteToo = lookupDecoder.deleteTooRaw() != 0;
        final byte[] key = new byte[lookupDecoder.keyLength()];
        lookupDecoder.getKey(key, 0, key.length);
        final MapView view = MapView.of(map.map().map());
        checkLookup(view, offset, deleteToo);
        work.perform(request, map.object(), isLarge(view) || mayWait(view),
                () -> lookup(view, key, flags, deleteToo),
                (session, correlationId, value) -> responses.elementValue(session, correlationId, value, offset));
    }

    private static void checkLookup(final MapView view, final int offset, final boolean deleteToo)
            throws RefusedException {
        if (offset < 0 || offset != 0 && offset >= view.valueSize()) {
            throw new RefusedException(Errno.ERANGE, "map '%s': a value has %d bytes: valueOffset=%d"
                    .formatted(view.map().name(), view.valueSize(), offset));
        }
        if (deleteToo && isLarge(view)) {
            throw new RefusedException(Errno.E2BIG, "map '%s': values of %d bytes cannot be read and deleted at once, "
                    .formatted(view.map().name(), view.valueSize()) + "since one message has at most "
                    + MAX_VALUE_LENGTH);
        }
    }

    private static byte[] lookup(
            final MapView view, final byte[] key, final long flags, final boolean deleteToo) {
        return (deleteToo ? view.lookupAndDelete(key, flags) : view.lookup(key, flags))
                .orElseThrow(() -> noEntry(view));
    }

    private static MapException noEntry(final MapView view) {
        return new MapException(Errno.ENOENT, "map '%s': no such entry".formatted(view.map().name()));
    }

    void delete(final Request request) throws RefusedException {
        deleteDecoder.wrap(
                request.buffer(), request.offset(), DeleteElementDecoder.BLOCK_LENGTH,
                DeleteElementDecoder.SCHEMA_VERSION);
        final OwnedMap map = maps.find(deleteDecoder.mapId());
        final byte[] key = new byte[deleteDecoder.keyLength()];
        deleteDecoder.getKey(key, 0, key.length);
        final MapView view = MapView.of(map.map().map());
        work.perform(request, map.object(), mayWait(view), () -> {
            if (!view.delete(key)) {
                throw noEntry(view);
            }
            return key;
        }, (session, correlationId, _) -> replies.done(session, correlationId));
    }

    void nextKey(final Request request) throws RefusedException {
        nextKeyDecoder.wrap(
                request.buffer(), request.offset(), NextKeyDecoder.BLOCK_LENGTH, NextKeyDecoder.SCHEMA_VERSION);
        final OwnedMap map = maps.find(nextKeyDecoder.mapId());
        final byte[] key = new byte[nextKeyDecoder.keyLength()];
        nextKeyDecoder.getKey(key, 0, key.length);
        final MapView view = MapView.of(map.map().map());
        work.perform(request, map.object(), isLong(view) || mayWait(view),
                () -> view.nextKey(key.length == 0 ? null : key).orElseThrow(() -> noEntry(view)),
                responses::keyFound);
    }

    void readElements(final Request request) throws RefusedException {
        elementsDecoder.wrap(
                request.buffer(), request.offset(), ReadElementsDecoder.BLOCK_LENGTH,
                ReadElementsDecoder.SCHEMA_VERSION);
        final OwnedMap map = maps.find(elementsDecoder.mapId());
        final int count = elementsDecoder.elementCount();
        final byte[] cursor = new byte[elementsDecoder.cursorLength()];
        elementsDecoder.getCursor(cursor, 0, cursor.length);
        if (count < 1) {
            throw new RefusedException(Errno.EINVAL, "elementCount must be at least 1: elementCount=" + count);
        }
        final MapView view = MapView.of(map.map().map());
        final ElementBatch.Limits limits =
                new ElementBatch.Limits(Math.min(count, MAX_BATCH_COUNT), MAX_BATCH_LENGTH);
        work.perform(request, map.object(), isLong(view) || isLarge(view) || mayWait(view),
                () -> ElementBatch.read(view, cursor, limits), responses::elements);
    }

    private static boolean isLarge(final MapView view) {
        return view.valueSize() > MAX_VALUE_LENGTH;
    }

    /** A program may hold the lock of a value, and whoever waits for it keeps others from elements beside it. */
    static boolean mayWait(final MapView view) {
        return view.map().elementFields().layout().has(SpecialField.SPIN_LOCK);
    }

    private static boolean isLong(final MapView view) {
        return Integer.compareUnsigned(view.map().maxEntries(), MAX_WALK) > 0;
    }
}
