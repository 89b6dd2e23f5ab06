package io.bpfarena.broker;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.bpfarena.client.protocol.AttachEncoder;
import io.bpfarena.client.protocol.AttachedDecoder;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DetachEncoder;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.KeepaliveEncoder;
import io.bpfarena.client.protocol.MessageHeaderDecoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Speaks the control protocol byte by byte, also wrongly. One thread. */
public final class RawClient implements AutoCloseable {
    /** What a session starts correlation ids from, so that they are not client ids by chance. */
    private static final long FIRST_CORRELATION_ID = 1000;

    private final Aeron aeron;
    private final boolean ownsAeron;
    private final ExclusivePublication requests;
    private final Subscription responses;
    private final int responseSessionId;
    private final MutableDirectBuffer buffer = new UnsafeBuffer(new byte[ControlProtocol.MAX_MESSAGE_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final Queue<DirectBuffer> received = new ArrayDeque<>();
    private final FragmentAssembler assembler = new FragmentAssembler((source, offset, length, _) -> {
        final byte[] copy = new byte[length];
        source.getBytes(offset, copy);
        received.add(new UnsafeBuffer(copy));
    });
    private long lastCorrelationId = FIRST_CORRELATION_ID;
    private long clientId;

    private RawClient(final Aeron aeron, final boolean ownsAeron) {
        this.aeron = aeron;
        this.ownsAeron = ownsAeron;
        this.requests = aeron.addExclusivePublication(
                ControlProtocol.CONTROL_CHANNEL, ControlProtocol.CONTROL_STREAM_ID);
        this.responseSessionId = aeron.nextSessionId(ControlProtocol.RESPONSE_STREAM_ID);
        this.responses = aeron.addSubscription(responseChannel(), ControlProtocol.RESPONSE_STREAM_ID);
        Await.until("the broker's subscription", requests::isConnected);
    }

    /** Connects to the broker of a directory, without attaching. */
    public static RawClient connect(final Path directory) {
        return new RawClient(aeron(directory), true);
    }

    /** Connects with an Aeron client that others use too. */
    public static RawClient connect(final Aeron aeron) {
        return new RawClient(aeron, false);
    }

    /** {@return a client of the broker's media driver} */
    public static Aeron aeron(final Path directory) {
        try {
            return Aeron.connect(new Aeron.Context()
                    .aeronDirectoryName(BrokerMark.read(directory).aeronDirectory(directory).toString()));
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Connects and attaches. */
    public static RawClient attach(final Path directory, final String name) {
        final RawClient client = connect(directory);
        client.attach(name);
        return client;
    }

    /** Attaches; the answer must be good. */
    public void attach(final String name) {
        final AttachedDecoder answer = sendAttach(
                ControlProtocol.PROTOCOL_VERSION, FaultMode.CHECKED, responseChannel(),
                ControlProtocol.RESPONSE_STREAM_ID, name);
        if (answer.code() != 0) {
            throw new AssertionError("attach was refused: %d %s".formatted(answer.code(), answer.text()));
        }
        clientId = answer.clientId();
    }

    /** Sends an attach and awaits what answers it. */
    public AttachedDecoder sendAttach(
            final int version, final FaultMode mode, final String channel, final int stream, final String name) {
        offerAttach(version, mode, channel, stream, name);
        return await(new AttachedDecoder(), decoder -> decoder.correlationId() == lastCorrelationId);
    }

    /** Sends an attach. */
    public void offerAttach(
            final int version, final FaultMode mode, final String channel, final int stream, final String name) {
        final AttachEncoder attach = new AttachEncoder();
        attach.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(nextCorrelationId()).protocolVersion(version).responseStreamId(stream)
                .pid(ProcessHandle.current().pid()).faultMode(mode)
                .responseChannel(channel).clientName(name);
        offer(buffer, MessageHeaderEncoder.ENCODED_LENGTH + attach.encodedLength());
    }

    /** {@return where it listens} */
    public String responseChannel() {
        return ControlProtocol.RESPONSE_CHANNEL + "|session-id=" + responseSessionId;
    }

    /** {@return its number at the broker} */
    public long clientId() {
        return clientId;
    }

    /** {@return a new correlation id} */
    public long nextCorrelationId() {
        return ++lastCorrelationId;
    }

    /** {@return the last correlation id} */
    public long correlationId() {
        return lastCorrelationId;
    }

    /** Puts a header in front of an encoder, for the caller to fill and {@link #send}. */
    public <T extends MessageEncoderFlyweight> T begin(final T encoder) {
        header.wrap(buffer, 0)
                .blockLength(encoder.sbeBlockLength()).templateId(encoder.sbeTemplateId())
                .schemaId(encoder.sbeSchemaId()).version(encoder.sbeSchemaVersion());
        encoder.wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH);
        return encoder;
    }

    /** Sends what was begun. */
    public void send(final MessageEncoderFlyweight encoder) {
        offer(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    /** {@return a copy of what was begun} */
    public UnsafeBuffer copyOf(final MessageEncoderFlyweight encoder) {
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Sends any bytes. */
    public void offer(final DirectBuffer source, final int length) {
        Await.until("room for a request", () -> {
            final long result = requests.offer(source, 0, length);
            if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
                throw new AssertionError("offer: " + result);
            }
            return result > 0;
        });
    }

    /** Sends any bytes if there is room at once. */
    public boolean tryOffer(final DirectBuffer source, final int length) {
        return requests.offer(source, 0, length) > 0;
    }

    /** Awaits a message of a type that fits; drops others that came before it. */
    public <T extends MessageDecoderFlyweight> T await(final T decoder, final Predicate<T> condition) {
        return Await.value(decoder.getClass().getSimpleName(), () -> poll(decoder, condition));
    }

    /** Awaits the Reply to the last request. */
    public ReplyDecoder awaitReply() {
        return await(new ReplyDecoder(), decoder -> decoder.correlationId() == lastCorrelationId);
    }

    private <T extends MessageDecoderFlyweight> T poll(final T decoder, final Predicate<T> condition) {
        responses.poll(assembler, 16);
        final ReplyDecoder refusal = new ReplyDecoder();
        final Iterator<DirectBuffer> iterator = received.iterator();
        while (iterator.hasNext()) {
            final DirectBuffer message = iterator.next();
            if (!(decoder instanceof ReplyDecoder) && wrap(refusal, message)
                    && refusal.correlationId() == lastCorrelationId && refusal.code() != 0) {
                throw new AssertionError("refused: %d %s".formatted(refusal.code(), refusal.text()));
            }
            if (wrap(decoder, message) && condition.test(decoder)) {
                iterator.remove();
                wrap(decoder, message);
                return decoder;
            }
        }
        return null;
    }

    private static boolean wrap(final MessageDecoderFlyweight decoder, final DirectBuffer message) {
        final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder().wrap(message, 0);
        if (messageHeader.templateId() != decoder.sbeTemplateId()) {
            return false;
        }
        decoder.wrap(
                message, MessageHeaderDecoder.ENCODED_LENGTH, messageHeader.blockLength(), messageHeader.version());
        return true;
    }

    /** {@return template ids of what has come and was not awaited} */
    public List<Integer> pending() {
        responses.poll(assembler, 16);
        final List<Integer> templates = new ArrayList<>();
        received.forEach(message -> templates.add(new MessageHeaderDecoder().wrap(message, 0).templateId()));
        return templates;
    }

    /** Forgets what has come and was not awaited. */
    public void clear() {
        received.clear();
    }

    /** Says that it lives. */
    public void keepalive() {
        send(begin(new KeepaliveEncoder()).clientId(clientId));
    }

    /** Detaches and awaits the answer. */
    public void detach() {
        send(begin(new DetachEncoder()).correlationId(nextCorrelationId()).clientId(clientId));
        if (awaitReply().code() != 0) {
            throw new AssertionError("detach was refused");
        }
    }

    /** {@return UTF-8} */
    public static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the Aeron client it uses} */
    public Aeron aeron() {
        return aeron;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(requests, responses);
        if (ownsAeron) {
            aeron.close();
        }
    }
}
