package io.bpfarena.client;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import io.bpfarena.client.protocol.AttachDecoder;
import io.bpfarena.client.protocol.AttachedEncoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.DetachDecoder;
import io.bpfarena.client.protocol.KeepaliveDecoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.MessageReader;
import io.bpfarena.client.protocol.ReplyEncoder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * The other end of the protocol, doing what a test tells it to, also what no broker does: over a real media driver,
 * with a real mark file. It attaches and detaches by itself; every other request goes to the script.
 */
final class ScriptedBroker implements AutoCloseable, Agent {
    static final long EPOCH = 9;
    static final long CLIENT_ID = 77;

    /** What to do with a request; called by the broker's thread. */
    @FunctionalInterface
    interface Script {
        void onRequest(MessageReader request, ScriptedBroker broker) throws Exception;
    }

    /** Fills the message's fields and returns its encoder. */
    @FunctionalInterface
    interface Filling {
        MessageEncoderFlyweight fill(MutableDirectBuffer buffer, MessageHeaderEncoder header);
    }

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Subscription requests;
    private final BrokerMarkFile mark;
    private final AgentRunner runner;
    private final Script script;
    private final long clientLivenessNs;
    private final MessageReader reader = new MessageReader();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);
    private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
    private final AtomicInteger keepalives = new AtomicInteger();
    private final AtomicInteger detaches = new AtomicInteger();
    private volatile ExclusivePublication answers;
    private volatile boolean alive = true;
    private volatile int attachCode;
    private volatile Throwable failure;

    ScriptedBroker(final Path directory, final long livenessMs, final Script script) throws Exception {
        this(directory, livenessMs, ControlProtocol.CONTROL_CHANNEL, script);
    }

    ScriptedBroker(final Path directory, final long livenessMs, final String channel, final Script script)
            throws Exception {
        this.script = script;
        this.clientLivenessNs = TimeUnit.MILLISECONDS.toNanos(livenessMs);
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(BrokerDirectory.aeron(directory).toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
        requests = aeron.addSubscription(channel, ControlProtocol.CONTROL_STREAM_ID);
        mark = BrokerMarkFile.create(directory, new BrokerMark(
                ProcessHandle.current().pid(), now(), now(), EPOCH, livenessMs, channel,
                ControlProtocol.CONTROL_STREAM_ID, "aeron", 0), 0600);
        runner = new AgentRunner(new SleepingMillisIdleStrategy(1), e -> failure = e, null, this);
        AgentRunner.startOnThread(runner);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public int doWork() {
        if (alive) {
            mark.updateActivity(now());
            return requests.poll(assembler, 10);
        }
        return 0;
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length, final Header header) {
        try {
            reader.wrap(buffer, offset, length);
            switch (reader.templateId()) {
                case AttachDecoder.TEMPLATE_ID -> attach(reader.message(new AttachDecoder()));
                case KeepaliveDecoder.TEMPLATE_ID -> keepalives.incrementAndGet();
                case DetachDecoder.TEMPLATE_ID -> {
                    detaches.incrementAndGet();
                    reply(reader.message(new DetachDecoder()).correlationId(), 0, "");
                }
                default -> script.onRequest(reader, this);
            }
        } catch (final Exception e) {
            failure = e;
        }
    }

    private void attach(final AttachDecoder attach) throws Exception {
        final String channel = reader.text(attach, "responseChannel", ControlProtocol.MAX_CHANNEL_LENGTH);
        answers = aeron.addExclusivePublication(channel, attach.responseStreamId());
        send((buffer, header) -> {
            final AttachedEncoder encoder = new AttachedEncoder();
            encoder.wrapAndApplyHeader(buffer, 0, header);
            return encoder.correlationId(attach.correlationId()).clientId(CLIENT_ID).code(attachCode).epoch(EPOCH)
                    .livenessTimeoutNs(clientLivenessNs).text(attachCode == 0 ? "" : "go away");
        });
    }

    /** Any one thread at a time: sends a message. */
    void send(final Filling filling) {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH
                + filling.fill(out, new MessageHeaderEncoder()).encodedLength();
        sendRaw(out, length);
    }

    /** Any one thread at a time: sends bytes that need not be a message. */
    void sendRaw(final DirectBuffer bytes, final int length) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!answers.isClosed() && answers.offer(bytes, 0, length) < 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("client does not take messages");
            }
            Thread.onSpinWait();
        }
    }

    void reply(final long correlationId, final int code, final String text) {
        send((buffer, header) -> {
            final ReplyEncoder encoder = new ReplyEncoder();
            encoder.wrapAndApplyHeader(buffer, 0, header);
            return encoder.correlationId(correlationId).code(code).text(text);
        });
    }

    /** Refuses the next Attach. */
    void attachCode(final int code) {
        attachCode = code;
    }

    /** As a killed broker: no answers, no activity, nothing closed. */
    void fallSilent() {
        alive = false;
    }

    /** Ends the session as a broker does that gives a client up. */
    void closeAnswers() {
        answers.close();
    }

    int keepalives() {
        return keepalives.get();
    }

    int detaches() {
        return detaches.get();
    }

    MediaDriver driver() {
        return driver;
    }

    @Override
    public String roleName() {
        return "scripted-broker";
    }

    @Override
    public void close() {
        CloseHelper.closeAll(runner, aeron, driver, mark);
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
