package io.bpfarena.client;

import io.bpfarena.client.protocol.ArenaClosedEncoder;
import io.bpfarena.client.protocol.ArenaOpenedEncoder;
import io.bpfarena.client.protocol.AttachedEncoder;
import io.bpfarena.client.protocol.BrokerClosingEncoder;
import io.bpfarena.client.protocol.BrokerStatusEncoder;
import io.bpfarena.client.protocol.BtfDataEncoder;
import io.bpfarena.client.protocol.ClientGoneEncoder;
import io.bpfarena.client.protocol.ClientListEncoder;
import io.bpfarena.client.protocol.ElementListEncoder;
import io.bpfarena.client.protocol.ElementValueEncoder;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.FaultResultEncoder;
import io.bpfarena.client.protocol.GlobalValueEncoder;
import io.bpfarena.client.protocol.KeyFoundEncoder;
import io.bpfarena.client.protocol.MapDescriptionEncoder;
import io.bpfarena.client.protocol.MapListEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ObjectLoadedEncoder;
import io.bpfarena.client.protocol.PagesAllocatedEncoder;
import io.bpfarena.client.protocol.PagesFreedEncoder;
import io.bpfarena.client.protocol.ProgramListEncoder;
import io.bpfarena.client.protocol.ProgramResultEncoder;
import io.bpfarena.client.protocol.RecordListEncoder;
import io.bpfarena.client.protocol.ReplyEncoder;
import io.bpfarena.client.protocol.StreamBytesEncoder;
import io.bpfarena.client.protocol.YesNo;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** One valid message of each kind that a broker sends. */
final class SampleMessages {
    private static final byte[] BYTES = {1, 2, 3, -1};

    private SampleMessages() {
    }

    /** {@return every kind, as bytes} */
    static Stream<byte[]> all() {
        return Stream.<ScriptedBroker.Filling>of(
                (b, h) -> reply(b, h, 7, 22, "no"),
                SampleMessages::attached,
                SampleMessages::status,
                (b, h) -> arenaOpened(b, h, 7, 3, "demo", 0x3000_0000_0000L, 16),
                (b, h) -> faultResult(b, h, 7, 3, 5, 1, FaultOutcome.ALLOCATED),
                SampleMessages::pagesAllocated,
                (b, h) -> objectLoaded(b, h, 7, 2, "list"),
                (b, h) -> programResult(b, h, 7),
                (b, h) -> globalValue(b, h, 7, 4, BYTES),
                (b, h) -> streamBytes(b, h, 7, 96, BYTES),
                (b, h) -> programList(b, h, 7, 0, 1, 2),
                (b, h) -> mapList(b, h, 7),
                (b, h) -> clientList(b, h, 7),
                SampleMessages::pagesFreed,
                SampleMessages::arenaClosed,
                SampleMessages::clientGone,
                SampleMessages::brokerClosing,
                (b, h) -> mapDescription(b, h, 7, 8, 4000),
                (b, h) -> btfData(b, h, 7, 4, BYTES),
                (b, h) -> elementValue(b, h, 7, 4, BYTES),
                SampleMessages::keyFound,
                (b, h) -> elementList(b, h, 7, YesNo.NO, List.of(BYTES, BYTES), BYTES),
                (b, h) -> recordList(b, h, 7, 4096, 3, BYTES)).map(SampleMessages::bytes);
    }

    static byte[] bytes(final ScriptedBroker.Filling filling) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH
                + filling.fill(buffer, new MessageHeaderEncoder()).encodedLength()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    static MessageEncoderFlyweight reply(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int code,
            final String text) {
        return new ReplyEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).code(code).text(text);
    }

    private static MessageEncoderFlyweight attached(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new AttachedEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(7).clientId(1).code(0).epoch(9).livenessTimeoutNs(5).text("");
    }

    private static MessageEncoderFlyweight status(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new BrokerStatusEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(7).pid(1).epoch(2)
                .uptimeNs(3).clients(4).objects(5).arenas(6).pagesAllocated(7).faultsServed(8).faultP50Ns(9)
                .faultP99Ns(10).directory("/dev/shm/x").version("0.1");
    }

    static MessageEncoderFlyweight arenaOpened(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int arenaId,
            final String name, final long base, final int pages) {
        return new ArenaOpenedEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).arenaId(arenaId)
                .flags(1 << 10).baseAddress(base).pageCount(pages).epoch(9).name(name);
    }

    static MessageEncoderFlyweight faultResult(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int arenaId,
            final int page, final int pageCount, final FaultOutcome outcome) {
        return new FaultResultEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).arenaId(arenaId)
                .page(page).pageCount(pageCount).outcome(outcome);
    }

    private static MessageEncoderFlyweight pagesAllocated(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return pagesAllocated(buffer, header, 7, 0x3000_0000_1000L);
    }

    static MessageEncoderFlyweight pagesAllocated(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final long address) {
        return new PagesAllocatedEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).address(address);
    }

    static MessageEncoderFlyweight objectLoaded(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int objectId,
            final String name) {
        return new ObjectLoadedEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).objectId(objectId)
                .name(name);
    }

    static MessageEncoderFlyweight programResult(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id) {
        final ProgramResultEncoder result = new ProgramResultEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).code(14).returnValue(-2).durationNs(3).faultCount(40);
        result.reportsCount(2).next().report("first").next().report("second");
        return result.text("fault").putContext(BYTES, 0, BYTES.length).output("hello\n")
                .putPacket(BYTES, 0, BYTES.length);
    }

    static MessageEncoderFlyweight globalValue(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int totalLength,
            final byte[] value) {
        return new GlobalValueEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id)
                .totalLength(totalLength).putValue(value, 0, value.length);
    }

    static MessageEncoderFlyweight streamBytes(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int remaining,
            final byte[] data) {
        return new StreamBytesEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id)
                .remaining(remaining).putData(data, 0, data.length);
    }

    static MessageEncoderFlyweight programList(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int remaining,
            final int... programs) {
        final ProgramListEncoder list = new ProgramListEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).remaining(remaining);
        final ProgramListEncoder.ProgramsEncoder group = list.programsCount(programs.length);
        for (final int program : programs) {
            group.next().programId(program).objectId(2).instructions(3).runs(4).runTimeNs(5)
                    .typeName("syscall").name("build").objectName("list");
        }
        return list;
    }

    static MessageEncoderFlyweight mapList(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id) {
        final MapListEncoder list = new MapListEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).remaining(0);
        list.mapsCount(1).next().mapId(1).arenaId(2).keySize(3).valueSize(4).maxEntries(5).flags(6).baseAddress(7)
                .pagesAllocated(8).typeName("arena").name("arena").objectName("list");
        return list;
    }

    static MessageEncoderFlyweight clientList(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id) {
        final ClientListEncoder list = new ClientListEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).remaining(0);
        list.clientsCount(2)
                .next().id(1).pid(2).faultMode(FaultMode.NATIVE).attachedNs(3).sinceKeepaliveNs(4).faults(5).arenas(6)
                .name("walker")
                .next().id(2).pid(3).faultMode(FaultMode.CHECKED).attachedNs(4).sinceKeepaliveNs(5).faults(6).arenas(7)
                .name("");
        return list;
    }

    private static MessageEncoderFlyweight pagesFreed(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new PagesFreedEncoder().wrapAndApplyHeader(buffer, 0, header).arenaId(3).page(4).pageCount(5);
    }

    private static MessageEncoderFlyweight arenaClosed(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new ArenaClosedEncoder().wrapAndApplyHeader(buffer, 0, header).arenaId(3);
    }

    private static MessageEncoderFlyweight clientGone(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new ClientGoneEncoder().wrapAndApplyHeader(buffer, 0, header).goneClientId(11);
    }

    private static MessageEncoderFlyweight brokerClosing(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new BrokerClosingEncoder().wrapAndApplyHeader(buffer, 0, header).epoch(9);
    }

    static MessageEncoderFlyweight mapDescription(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int elementSize,
            final int btfLength) {
        return new MapDescriptionEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).mapId(3)
                .typeNumber(1).keySize(4).valueSize(elementSize).elementSize(elementSize).maxEntries(100).flags(1)
                .cpus(1).frozen(YesNo.YES).keyType(5).valueType(6).btfLength(btfLength)
                .typeName("hash").name("table").objectName("list");
    }

    static MessageEncoderFlyweight btfData(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int totalLength,
            final byte[] data) {
        return new BtfDataEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id).totalLength(totalLength)
                .putData(data, 0, data.length);
    }

    static MessageEncoderFlyweight elementValue(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final int totalLength,
            final byte[] value) {
        return new ElementValueEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(id)
                .totalLength(totalLength).putValue(value, 0, value.length);
    }

    private static MessageEncoderFlyweight keyFound(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header) {
        return new KeyFoundEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(7)
                .putKey(BYTES, 0, BYTES.length);
    }

    /** Keys and values in turn. */
    static MessageEncoderFlyweight elementList(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final YesNo keysOnly,
            final List<byte[]> parts, final byte[] cursor) {
        final ElementListEncoder list = new ElementListEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).keysOnly(keysOnly);
        final ElementListEncoder.ElementsEncoder group = list.elementsCount(parts.size() / 2);
        for (int i = 0; i < parts.size(); i += 2) {
            final byte[] key = parts.get(i);
            final byte[] value = parts.get(i + 1);
            group.next().putKey(key, 0, key.length).putValue(value, 0, value.length);
        }
        return list.putCursor(cursor, 0, cursor.length);
    }

    static MessageEncoderFlyweight recordList(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long id, final long position,
            final int remaining, final byte[]... records) {
        final RecordListEncoder list = new RecordListEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(id).position(position).remaining(remaining);
        final RecordListEncoder.RecordsEncoder group = list.recordsCount(records.length);
        for (final byte[] record : records) {
            group.next().putRecord(record, 0, record.length);
        }
        return list;
    }
}
