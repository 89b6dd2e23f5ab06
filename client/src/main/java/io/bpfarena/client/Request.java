package io.bpfarena.client;

import io.bpfarena.client.protocol.AllocPagesEncoder;
import io.bpfarena.client.protocol.AttachEncoder;
import io.bpfarena.client.protocol.CloseArenaEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DetachEncoder;
import io.bpfarena.client.protocol.FaultInEncoder;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.FreePagesEncoder;
import io.bpfarena.client.protocol.KeepaliveEncoder;
import io.bpfarena.client.protocol.ListClientsEncoder;
import io.bpfarena.client.protocol.ListMapsEncoder;
import io.bpfarena.client.protocol.ListProgramsEncoder;
import io.bpfarena.client.protocol.LoadObjectEncoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.OpenArenaEncoder;
import io.bpfarena.client.protocol.ReadGlobalEncoder;
import io.bpfarena.client.protocol.ReadStreamEncoder;
import io.bpfarena.client.protocol.RunProgramEncoder;
import io.bpfarena.client.protocol.StatusEncoder;
import io.bpfarena.client.protocol.UnloadObjectEncoder;
import io.bpfarena.client.protocol.WriteGlobalEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * One request, ready to be encoded as often as it takes to send it.
 *
 * @param name    for errors: what is asked, with its arguments.
 * @param encoder writes the message.
 */
record Request(String name, Encoder encoder) {
    /** Writes a message from the start of a buffer. */
    @FunctionalInterface
    interface Encoder {
        /**
         * Encodes.
         *
         * @param buffer        of {@link ControlProtocol#MAX_MESSAGE_LENGTH}.
         * @param correlationId for the answer.
         * @param clientId      of the session; 0 if there is none yet.
         * @return bytes written.
         */
        int encode(MutableDirectBuffer buffer, long correlationId, long clientId);
    }

    static Request attach(final int responseStreamId, final String responseChannel, final String clientName) {
        final byte[] channel = text("response channel", responseChannel, ControlProtocol.MAX_CHANNEL_LENGTH);
        final byte[] name = text("client name", clientName, ControlProtocol.MAX_NAME_LENGTH);
        return new Request("attach", (buffer, correlationId, _) -> {
            final AttachEncoder out = new AttachEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId)
                    .protocolVersion(ControlProtocol.PROTOCOL_VERSION)
                    .responseStreamId(responseStreamId)
                    .pid(ProcessHandle.current().pid())
                    .faultMode(FaultMode.CHECKED)
                    .putResponseChannel(channel, 0, channel.length)
                    .putClientName(name, 0, name.length);
            return length(out);
        });
    }

    static Request keepalive() {
        return new Request("keepalive", (buffer, _, clientId) -> {
            final KeepaliveEncoder out = new KeepaliveEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.clientId(clientId);
            return length(out);
        });
    }

    static Request detach() {
        return new Request("detach", (buffer, correlationId, clientId) -> {
            final DetachEncoder out = new DetachEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            return length(out);
        });
    }

    static Request status() {
        return new Request("status", (buffer, correlationId, clientId) -> {
            final StatusEncoder out = new StatusEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            return length(out);
        });
    }

    static Request listPrograms(final int afterId) {
        return new Request("list programs", (buffer, correlationId, clientId) -> {
            final ListProgramsEncoder out = new ListProgramsEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.afterId(afterId);
            return length(out);
        });
    }

    static Request listMaps(final int afterId) {
        return new Request("list maps", (buffer, correlationId, clientId) -> {
            final ListMapsEncoder out = new ListMapsEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.afterId(afterId);
            return length(out);
        });
    }

    static Request listClients(final long afterId) {
        return new Request("list clients", (buffer, correlationId, clientId) -> {
            final ListClientsEncoder out = new ListClientsEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.afterId(afterId);
            return length(out);
        });
    }

    static Request openArena(final int arenaId, final String arenaName) {
        final byte[] name = text("arena name", arenaName, ControlProtocol.MAX_NAME_LENGTH);
        final String what = "open arena " + (arenaId == 0 ? arenaName : "with id " + arenaId);
        return new Request(what, (buffer, correlationId, clientId) -> {
            final OpenArenaEncoder out = new OpenArenaEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.arenaId(arenaId).putName(name, 0, name.length);
            return length(out);
        });
    }

    static Request closeArena(final int arenaId) {
        return new Request("close arena with id " + arenaId, (buffer, correlationId, clientId) -> {
            final CloseArenaEncoder out = new CloseArenaEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.arenaId(arenaId);
            return length(out);
        });
    }

    static Request faultIn(final int arenaId, final int page, final int pageCount) {
        return new Request("fault in pages", (buffer, correlationId, clientId) -> {
            final FaultInEncoder out = new FaultInEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.arenaId(arenaId).page(page).pageCount(pageCount);
            return length(out);
        });
    }

    static Request allocPages(final int arenaId, final long address, final int pageCount) {
        return new Request("allocate %d pages".formatted(pageCount), (buffer, correlationId, clientId) -> {
            final AllocPagesEncoder out = new AllocPagesEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.arenaId(arenaId).pageCount(pageCount).address(address);
            return length(out);
        });
    }

    static Request freePages(final int arenaId, final long address, final int pageCount) {
        return new Request("free %d pages at 0x%x".formatted(pageCount, address), (buffer, correlationId, clientId) -> {
            final FreePagesEncoder out = new FreePagesEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.arenaId(arenaId).pageCount(pageCount).address(address);
            return length(out);
        });
    }

    static Request loadObject(final long transferId, final String objectName, final byte[] object, final int offset,
            final int length) {
        final byte[] name = text("object name", objectName, ControlProtocol.MAX_NAME_LENGTH);
        return new Request("load object " + objectName, (buffer, correlationId, clientId) -> {
            final LoadObjectEncoder out = new LoadObjectEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.transferId(transferId)
                    .totalLength(object.length)
                    .dataOffset(offset)
                    .putName(name, 0, name.length)
                    .putData(object, offset, length);
            return length(out);
        });
    }

    static Request unloadObject(final int objectId) {
        return new Request("unload object with id " + objectId, (buffer, correlationId, clientId) -> {
            final UnloadObjectEncoder out = new UnloadObjectEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.objectId(objectId);
            return length(out);
        });
    }

    static Request runProgram(final String objectName, final String programName, final byte[] context,
            final RunOptions options) {
        final byte[] object = text("object name", objectName, ControlProtocol.MAX_NAME_LENGTH);
        final byte[] program = text("program name", programName, ControlProtocol.MAX_NAME_LENGTH);
        final byte[] packet = options.packet();
        requireLength("context", context.length, ControlProtocol.MAX_CONTEXT_LENGTH);
        requireLength("packet", packet.length, ControlProtocol.MAX_PACKET_LENGTH);
        return new Request("run %s of %s".formatted(programName, objectName), (buffer, correlationId, clientId) -> {
            final RunProgramEncoder out = new RunProgramEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.deadlineNs(options.deadline().toNanos())
                    .repeat(options.repeat())
                    .putObjectName(object, 0, object.length)
                    .putProgramName(program, 0, program.length)
                    .putContext(context, 0, context.length)
                    .putPacket(packet, 0, packet.length);
            return length(out);
        });
    }

    static Request readGlobal(final String objectName, final String variableName, final int offset, final int length) {
        final byte[] object = text("object name", objectName, ControlProtocol.MAX_NAME_LENGTH);
        final byte[] variable = text("variable name", variableName, ControlProtocol.MAX_NAME_LENGTH);
        final String what = "read global %s of %s".formatted(variableName, objectName);
        return new Request(what, (buffer, correlationId, clientId) -> {
            final ReadGlobalEncoder out = new ReadGlobalEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.valueOffset(offset)
                    .valueLength(length)
                    .putObjectName(object, 0, object.length)
                    .putVariableName(variable, 0, variable.length);
            return length(out);
        });
    }

    static Request writeGlobal(final String objectName, final String variableName, final byte[] value, final int offset,
            final int length) {
        final byte[] object = text("object name", objectName, ControlProtocol.MAX_NAME_LENGTH);
        final byte[] variable = text("variable name", variableName, ControlProtocol.MAX_NAME_LENGTH);
        final String what = "write global %s of %s".formatted(variableName, objectName);
        return new Request(what, (buffer, correlationId, clientId) -> {
            final WriteGlobalEncoder out = new WriteGlobalEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.valueOffset(offset)
                    .putObjectName(object, 0, object.length)
                    .putVariableName(variable, 0, variable.length)
                    .putValue(value, offset, length);
            return length(out);
        });
    }

    static Request readStream(final int programId, final StreamId stream) {
        final String what = "read %s of program with id %d".formatted(stream.label(), programId);
        return new Request(what, (buffer, correlationId, clientId) -> {
            final ReadStreamEncoder out = new ReadStreamEncoder();
            out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
            out.correlationId(correlationId).clientId(clientId);
            out.programId(programId).streamNumber(stream.number()).byteLimit(ControlProtocol.MAX_VALUE_LENGTH);
            return length(out);
        });
    }

    static int length(final MessageEncoderFlyweight out) {
        return MessageHeaderEncoder.ENCODED_LENGTH + out.encodedLength();
    }

    static byte[] text(final String what, final String value, final int maxLength) {
        final byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        requireLength(what + " " + value, bytes.length, maxLength);
        return bytes;
    }

    static void requireLength(final String what, final int length, final int maxLength) {
        if (length > maxLength) {
            throw new IllegalArgumentException("%s must be at most %d bytes: %d bytes"
                    .formatted(what, maxLength, length));
        }
    }
}
