package io.bpfarena.client;

import io.bpfarena.client.protocol.ConsumeRecordsEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DeleteElementEncoder;
import io.bpfarena.client.protocol.DescribeMapEncoder;
import io.bpfarena.client.protocol.LookupElementEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.NextKeyEncoder;
import io.bpfarena.client.protocol.ReadBtfEncoder;
import io.bpfarena.client.protocol.ReadElementsEncoder;
import io.bpfarena.client.protocol.SubmitRecordEncoder;
import io.bpfarena.client.protocol.UpdateElementEncoder;
import io.bpfarena.client.protocol.YesNo;

/** Requests about one map and its elements. */
final class MapRequest {
    private static final byte[] NOTHING = new byte[0];

    private final int mapId;
    private final String map;

    /**
     * @param mapId the broker's number for the map.
     * @param map   what to call it in errors.
     */
    MapRequest(final int mapId, final String map) {
        this.mapId = mapId;
        this.map = map;
    }

    /** By id, or where that is 0 by name. */
    static Request describe(final int id, final String objectName, final String mapName) {
        final byte[] object = Request.text("object name", objectName, ControlProtocol.MAX_NAME_LENGTH);
        final byte[] name = Request.text("map name", mapName, ControlProtocol.MAX_NAME_LENGTH);
        final String what = id == 0 ? "map %s of %s".formatted(mapName, objectName) : "map with id " + id;
        return new Request(what, (buffer, correlationId, clientId) -> {
            final DescribeMapEncoder out = new DescribeMapEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(id).putObjectName(object, 0, object.length).putMapName(name, 0, name.length);
            return Request.length(out);
        });
    }

    Request readBtf(final int offset) {
        return new Request("read the BTF of " + map, (buffer, correlationId, clientId) -> {
            final ReadBtfEncoder out = new ReadBtfEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).dataOffset(offset);
            return Request.length(out);
        });
    }

    Request lookup(final byte[] key, final int offset, final long flags, final boolean deleteToo) {
        requireKey(key);
        final String what = (deleteToo ? "look up and delete in " : "look up in ") + map;
        return new Request(what, (buffer, correlationId, clientId) -> {
            final LookupElementEncoder out = new LookupElementEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).valueOffset(offset).elementFlags(flags).deleteToo(deleteToo ? YesNo.YES : YesNo.NO)
                    .putKey(key, 0, key.length);
            return Request.length(out);
        });
    }

    Request update(
            final byte[] key, final byte[] value, final long flags, final long transferId, final int offset,
            final int length) {
        requireKey(key);
        return new Request("update " + map, (buffer, correlationId, clientId) -> {
            final UpdateElementEncoder out = new UpdateElementEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).elementFlags(flags).transferId(transferId).totalLength(value.length).dataOffset(offset)
                    .putKey(key, 0, key.length).putValue(value, offset, length);
            return Request.length(out);
        });
    }

    Request delete(final byte[] key) {
        requireKey(key);
        return new Request("delete in " + map, (buffer, correlationId, clientId) -> {
            final DeleteElementEncoder out = new DeleteElementEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).putKey(key, 0, key.length);
            return Request.length(out);
        });
    }

    /** Null to start. */
    Request nextKey(final byte[] key) {
        final byte[] sent = key == null ? NOTHING : key;
        requireKey(sent);
        return new Request("next key in " + map, (buffer, correlationId, clientId) -> {
            final NextKeyEncoder out = new NextKeyEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).putKey(sent, 0, sent.length);
            return Request.length(out);
        });
    }

    Request readElements(final byte[] cursor) {
        return new Request("read elements of " + map, (buffer, correlationId, clientId) -> {
            final ReadElementsEncoder out = new ReadElementsEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).elementCount(ControlProtocol.MAX_BATCH_COUNT).putCursor(cursor, 0, cursor.length);
            return Request.length(out);
        });
    }

    Request consume(final int count, final long waitNs, final long position, final int offset) {
        return new Request("consume records of " + map, (buffer, correlationId, clientId) -> {
            final ConsumeRecordsEncoder out = new ConsumeRecordsEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).recordCount(count).waitNs(waitNs).position(position).recordOffset(offset);
            return Request.length(out);
        });
    }

    Request submit(
            final byte[] record, final long waitNs, final long transferId, final int offset, final int length) {
        return new Request("submit to " + map, (buffer, correlationId, clientId) -> {
            final SubmitRecordEncoder out = new SubmitRecordEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.mapId(mapId).waitNs(waitNs).transferId(transferId).totalLength(record.length).dataOffset(offset)
                    .putRecord(record, offset, length);
            return Request.length(out);
        });
    }

    private static void requireKey(final byte[] key) {
        Request.requireLength("key", key.length, ControlProtocol.MAX_KEY_LENGTH);
    }
}
