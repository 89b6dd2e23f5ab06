package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ElementBatch;
import io.bpfarena.broker.program.HostedMap;
import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.program.RecordBatch;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.client.protocol.BtfDataEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.ElementListEncoder;
import io.bpfarena.client.protocol.ElementValueEncoder;
import io.bpfarena.client.protocol.KeyFoundEncoder;
import io.bpfarena.client.protocol.MapDescriptionEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.RecordListEncoder;
import io.bpfarena.client.protocol.YesNo;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.loader.MapTypes;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapView;
import org.agrona.MutableDirectBuffer;

/** Encodes and sends answers about maps and their elements. The agent's thread alone. */
final class MapProxy {
    private final MutableDirectBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MapDescriptionEncoder description = new MapDescriptionEncoder();
    private final BtfDataEncoder btfData = new BtfDataEncoder();
    private final ElementValueEncoder elementValue = new ElementValueEncoder();
    private final KeyFoundEncoder keyFound = new KeyFoundEncoder();
    private final ElementListEncoder elementList = new ElementListEncoder();
    private final RecordListEncoder recordList = new RecordListEncoder();

    /** @param buffer of at least {@link ControlProtocol#MAX_MESSAGE_LENGTH} bytes; others may use it in between. */
    MapProxy(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    void description(final ClientSession session, final long correlationId, final OwnedMap owned) {
        final HostedMap hosted = owned.map();
        final BpfMap map = hosted.map();
        final MapView view = MapView.of(map);
        final MapTypes types = owned.object().loaded().typesOf(map);
        final int btfLength = owned.object().loaded().btf().map(btf -> btf.section().limit()).orElse(0);
        final byte[] type = name(map.type().label());
        final byte[] name = name(map.name());
        final byte[] object = name(owned.object().name());
        description.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).mapId(hosted.id()).typeNumber(map.type().number())
                .keySize(map.keySize()).valueSize(map.valueSize()).elementSize((int) view.valueSize())
                .maxEntries(map.maxEntries()).flags(map.flags()).cpus(cpus(map, view.valueSize()))
                .frozen(view.isFrozen() ? YesNo.YES : YesNo.NO)
                .keyType(types.key()).valueType(types.value()).btfLength(btfLength)
                .putTypeName(type, 0, type.length).putName(name, 0, name.length)
                .putObjectName(object, 0, object.length);
        send(session, description.encodedLength());
    }

    /** The value of each CPU is rounded up to eight bytes. */
    private static int cpus(final BpfMap map, final long elementSize) {
        return switch (map.type()) {
            case PERCPU_ARRAY, PERCPU_HASH, LRU_PERCPU_HASH -> (int) (elementSize / (map.valueSize() + 7 & -8));
            default -> 1;
        };
    }

    private static byte[] name(final String name) {
        return WireText.encode(name, ControlProtocol.MAX_NAME_LENGTH);
    }

    void btfData(final ClientSession session, final long correlationId, final Btf btf, final int offset) {
        final int total = btf.section().limit();
        final byte[] data = new byte[Math.min(total - offset, ControlProtocol.MAX_CHUNK_LENGTH)];
        btf.section().get(offset, data);
        btfData.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).totalLength(total).putData(data, 0, data.length);
        send(session, btfData.encodedLength());
    }

    void elementValue(final ClientSession session, final long correlationId, final byte[] value, final int offset) {
        final int length = Math.min(value.length - offset, ControlProtocol.MAX_VALUE_LENGTH);
        elementValue.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).totalLength(value.length).putValue(value, offset, length);
        send(session, elementValue.encodedLength());
    }

    void keyFound(final ClientSession session, final long correlationId, final byte[] key) {
        keyFound.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).putKey(key, 0, key.length);
        send(session, keyFound.encodedLength());
    }

    void elements(final ClientSession session, final long correlationId, final ElementBatch batch) {
        elementList.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).keysOnly(batch.keysOnly() ? YesNo.YES : YesNo.NO);
        final var group = elementList.elementsCount(batch.keys().size());
        for (int i = 0; i < batch.keys().size(); i++) {
            final byte[] key = batch.keys().get(i);
            final byte[] value = batch.values().get(i);
            group.next().putKey(key, 0, key.length).putValue(value, 0, value.length);
        }
        elementList.putCursor(batch.cursor(), 0, batch.cursor().length);
        send(session, elementList.encodedLength());
    }

    void records(final ClientSession session, final long correlationId, final RecordBatch batch) {
        recordList.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).position(batch.position()).remaining(batch.remaining());
        final var group = recordList.recordsCount(batch.records().size());
        batch.records().forEach(record -> group.next().putRecord(record, 0, record.length));
        send(session, recordList.encodedLength());
    }

    private void send(final ClientSession session, final int encodedLength) {
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    }
}
