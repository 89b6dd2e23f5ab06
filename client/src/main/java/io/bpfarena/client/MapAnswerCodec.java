package io.bpfarena.client;

import static io.bpfarena.client.ServerMessageCodec.answer;
import static io.bpfarena.client.ServerMessageCodec.atLeast;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_BATCH_COUNT;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_BATCH_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_CHUNK_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_CURSOR_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_KEY_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_NAME_LENGTH;
import static io.bpfarena.client.protocol.ControlProtocol.MAX_VALUE_LENGTH;

import io.bpfarena.client.protocol.BtfDataDecoder;
import io.bpfarena.client.protocol.ElementListDecoder;
import io.bpfarena.client.protocol.ElementValueDecoder;
import io.bpfarena.client.protocol.KeyFoundDecoder;
import io.bpfarena.client.protocol.MalformedMessageException;
import io.bpfarena.client.protocol.MapDescriptionDecoder;
import io.bpfarena.client.protocol.MessageReader;
import io.bpfarena.client.protocol.RecordListDecoder;
import java.util.ArrayList;
import java.util.List;

/** Answers about maps and their elements, checked as {@link ServerMessageCodec} checks the others. */
final class MapAnswerCodec {
    private final MessageReader in;

    /** @param in stands at the message whose decoder is given to a method. */
    MapAnswerCodec(final MessageReader in) {
        this.in = in;
    }

    ServerMessage description(final MapDescriptionDecoder map) throws MalformedMessageException {
        return answer(map.correlationId(), new ServerMessage.MapDescribed(new MapDescription(
                (int) atLeast(1, "mapId", map.mapId()), map.typeNumber(),
                (int) atLeast(0, "keySize", map.keySize()), (int) atLeast(0, "valueSize", map.valueSize()),
                (int) atLeast(0, "elementSize", map.elementSize()), map.maxEntries(), map.flags(),
                (int) atLeast(1, "cpus", map.cpus()), yes("frozen", map.frozenRaw()),
                (int) atLeast(0, "keyType", map.keyType()), (int) atLeast(0, "valueType", map.valueType()),
                (int) atLeast(0, "btfLength", map.btfLength()), in.text(map, "typeName", MAX_NAME_LENGTH),
                in.text(map, "name", MAX_NAME_LENGTH), in.text(map, "objectName", MAX_NAME_LENGTH))));
    }

    ServerMessage btfData(final BtfDataDecoder btf) throws MalformedMessageException {
        return answer(btf.correlationId(), new ServerMessage.BtfData(
                (int) atLeast(0, "totalLength", btf.totalLength()), in.bytes(btf, "data", MAX_CHUNK_LENGTH)));
    }

    ServerMessage elementValue(final ElementValueDecoder element) throws MalformedMessageException {
        return answer(element.correlationId(), new ServerMessage.ElementValue(
                (int) atLeast(0, "totalLength", element.totalLength()),
                in.bytes(element, "value", MAX_VALUE_LENGTH)));
    }

    ServerMessage keyFound(final KeyFoundDecoder found) throws MalformedMessageException {
        return answer(found.correlationId(), new ServerMessage.KeyFound(in.bytes(found, "key", MAX_KEY_LENGTH)));
    }

    ServerMessage elements(final ElementListDecoder elements) throws MalformedMessageException {
        final boolean keysOnly = yes("keysOnly", elements.keysOnlyRaw());
        final List<ServerMessage.Element> list = new ArrayList<>();
        final int blockLength = in.group(
                elements, "elements", ElementListDecoder.ElementsDecoder.sbeBlockLength());
        final ElementListDecoder.ElementsDecoder group = elements.elements();
        checkCount("elements", group.count());
        while (group.hasNext()) {
            in.entry(elements, "elements", blockLength);
            group.next();
            final byte[] key = in.bytes(elements, "key", MAX_KEY_LENGTH);
            list.add(new ServerMessage.Element(key, in.bytes(elements, "value", MAX_BATCH_LENGTH)));
        }
        return answer(elements.correlationId(), new ServerMessage.Elements(
                keysOnly, List.copyOf(list), in.bytes(elements, "cursor", MAX_CURSOR_LENGTH)));
    }

    ServerMessage records(final RecordListDecoder records) throws MalformedMessageException {
        final int remaining = (int) atLeast(0, "remaining", records.remaining());
        final List<byte[]> list = new ArrayList<>();
        final int blockLength = in.group(records, "records", RecordListDecoder.RecordsDecoder.sbeBlockLength());
        final RecordListDecoder.RecordsDecoder group = records.records();
        checkCount("records", group.count());
        while (group.hasNext()) {
            in.entry(records, "records", blockLength);
            group.next();
            list.add(in.bytes(records, "record", MAX_BATCH_LENGTH));
        }
        return answer(records.correlationId(),
                new ServerMessage.Records(records.position(), remaining, List.copyOf(list)));
    }

    private static void checkCount(final String group, final int count) throws MalformedMessageException {
        if (count > MAX_BATCH_COUNT) {
            throw new MalformedMessageException("message has %d %s, expected at most %d"
                    .formatted(count, group, MAX_BATCH_COUNT));
        }
    }

    private static boolean yes(final String field, final short raw) throws MalformedMessageException {
        if (raw != 0 && raw != 1) {
            throw new MalformedMessageException("message has %s %d, expected 0 or 1".formatted(field, raw));
        }
        return raw == 1;
    }
}
