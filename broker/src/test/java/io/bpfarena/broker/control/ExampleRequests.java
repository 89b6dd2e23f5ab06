package io.bpfarena.broker.control;

import io.bpfarena.broker.RawClient;
import io.bpfarena.client.protocol.AllocPagesEncoder;
import io.bpfarena.client.protocol.AttachEncoder;
import io.bpfarena.client.protocol.CloseArenaEncoder;
import io.bpfarena.client.protocol.ConsumeRecordsEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DeleteElementEncoder;
import io.bpfarena.client.protocol.DescribeMapEncoder;
import io.bpfarena.client.protocol.DetachEncoder;
import io.bpfarena.client.protocol.FaultInEncoder;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.FreePagesEncoder;
import io.bpfarena.client.protocol.KeepaliveEncoder;
import io.bpfarena.client.protocol.ListClientsEncoder;
import io.bpfarena.client.protocol.ListMapsEncoder;
import io.bpfarena.client.protocol.ListProgramsEncoder;
import io.bpfarena.client.protocol.LoadObjectEncoder;
import io.bpfarena.client.protocol.LookupElementEncoder;
import io.bpfarena.client.protocol.NextKeyEncoder;
import io.bpfarena.client.protocol.OpenArenaEncoder;
import io.bpfarena.client.protocol.ReadBtfEncoder;
import io.bpfarena.client.protocol.ReadElementsEncoder;
import io.bpfarena.client.protocol.ReadGlobalEncoder;
import io.bpfarena.client.protocol.ReadStreamEncoder;
import io.bpfarena.client.protocol.RunProgramEncoder;
import io.bpfarena.client.protocol.StatusEncoder;
import io.bpfarena.client.protocol.SubmitRecordEncoder;
import io.bpfarena.client.protocol.UnloadObjectEncoder;
import io.bpfarena.client.protocol.UpdateElementEncoder;
import io.bpfarena.client.protocol.WriteGlobalEncoder;
import io.bpfarena.client.protocol.YesNo;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** One well-formed message of each request, each field of variable length not empty. */
enum ExampleRequests {
    ATTACH(client -> client.begin(new AttachEncoder())
            .correlationId(client.nextCorrelationId()).protocolVersion(ControlProtocol.PROTOCOL_VERSION)
            .responseStreamId(ControlProtocol.RESPONSE_STREAM_ID).pid(1).faultMode(FaultMode.CHECKED)
            .responseChannel(client.responseChannel()).clientName("name"), "responseChannel", "clientName"),
    DETACH(client -> client.begin(new DetachEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId())),
    KEEPALIVE(client -> client.begin(new KeepaliveEncoder()).clientId(client.clientId())),
    STATUS(client -> client.begin(new StatusEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId())),
    OPEN_ARENA(client -> client.begin(new OpenArenaEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(0).name("a"), "name"),
    CLOSE_ARENA(client -> client.begin(new CloseArenaEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(1)),
    FAULT_IN(client -> client.begin(new FaultInEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId())
            .arenaId(1).page(0).pageCount(1)),
    ALLOC_PAGES(client -> client.begin(new AllocPagesEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId())
            .arenaId(1).pageCount(1).address(0)),
    FREE_PAGES(client -> client.begin(new FreePagesEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId())
            .arenaId(1).pageCount(1).address(0)),
    LOAD_OBJECT(client -> client.begin(new LoadObjectEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).transferId(1)
            .totalLength(100).dataOffset(0).name("object").putData(new byte[10], 0, 10), "name", "data"),
    UNLOAD_OBJECT(client -> client.begin(new UnloadObjectEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).objectId(1)),
    RUN_PROGRAM(client -> client.begin(new RunProgramEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).deadlineNs(1).repeat(1)
            .objectName("object").programName("program").putContext(new byte[5], 0, 5)
            .putPacket(new byte[5], 0, 5),
            "objectName", "programName", "context", "packet"),
    READ_GLOBAL(client -> client.begin(new ReadGlobalEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).valueOffset(0).valueLength(8)
            .objectName("object").variableName("variable"), "objectName", "variableName"),
    WRITE_GLOBAL(client -> client.begin(new WriteGlobalEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).valueOffset(0)
            .objectName("object").variableName("variable").putValue(new byte[8], 0, 8),
            "objectName", "variableName", "value"),
    READ_STREAM(client -> client.begin(new ReadStreamEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).programId(1).streamNumber(1)
            .byteLimit(10)),
    LIST_PROGRAMS(client -> client.begin(new ListProgramsEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(0)),
    LIST_MAPS(client -> client.begin(new ListMapsEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(0)),
    LIST_CLIENTS(client -> client.begin(new ListClientsEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(0)),
    DESCRIBE_MAP(client -> client.begin(new DescribeMapEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(0)
            .objectName("object").mapName("map"), "objectName", "mapName"),
    READ_BTF(client -> client.begin(new ReadBtfEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).dataOffset(0)),
    LOOKUP_ELEMENT(client -> client.begin(new LookupElementEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).valueOffset(0)
            .elementFlags(0).deleteToo(YesNo.YES).putKey(new byte[4], 0, 4), "key"),
    UPDATE_ELEMENT(client -> client.begin(new UpdateElementEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).elementFlags(0)
            .transferId(1).totalLength(8).dataOffset(0).putKey(new byte[4], 0, 4).putValue(new byte[8], 0, 8),
            "key", "value"),
    DELETE_ELEMENT(client -> client.begin(new DeleteElementEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1)
            .putKey(new byte[4], 0, 4), "key"),
    NEXT_KEY(client -> client.begin(new NextKeyEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1)
            .putKey(new byte[4], 0, 4), "key"),
    READ_ELEMENTS(client -> client.begin(new ReadElementsEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).elementCount(1)
            .putCursor(new byte[8], 0, 8), "cursor"),
    CONSUME_RECORDS(client -> client.begin(new ConsumeRecordsEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).recordCount(1)
            .waitNs(0).position(0).recordOffset(0)),
    SUBMIT_RECORD(client -> client.begin(new SubmitRecordEncoder())
            .correlationId(client.nextCorrelationId()).clientId(client.clientId()).mapId(1).waitNs(0)
            .transferId(1).totalLength(8).dataOffset(0).putRecord(new byte[8], 0, 8), "record");

    private final Encoding encoding;
    private final String[] fields;

    ExampleRequests(final Encoding encoding, final String... fields) {
        this.encoding = encoding;
        this.fields = fields;
    }

    /** Encodes a message into a client's buffer. */
    private interface Encoding {
        MessageEncoderFlyweight encode(RawClient client);
    }

    /** {@return a message with a new correlation id} */
    UnsafeBuffer message(final RawClient client) {
        return client.copyOf(encoding.encode(client));
    }

    /** {@return its fields of variable length} */
    String[] fields() {
        return Arrays.copyOf(fields, fields.length);
    }

    /** {@return whether correlation id and client id stand where nearly all requests have them} */
    boolean hasUsualIds() {
        return this != ATTACH && this != KEEPALIVE;
    }
}
