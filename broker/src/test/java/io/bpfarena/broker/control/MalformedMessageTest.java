package io.bpfarena.broker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Await;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.ErrorFile;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.client.protocol.BrokerStatusDecoder;
import io.bpfarena.client.protocol.MessageHeaderDecoder;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import io.bpfarena.client.protocol.StatusEncoder;
import io.bpfarena.linux.Errno;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved client sends: the broker lives, and answers where it knows whom. */
class MalformedMessageTest {
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int BOTH_IDS = 16;

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private RawClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).livenessTimeout(Duration.ofSeconds(20)));
        client = RawClient.attach(broker.directory(), "tester");
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    /** The broker answers, and the session is the same. */
    private void assertAlive() {
        client.send(client.begin(new StatusEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()));
        final BrokerStatusDecoder status = client.await(
                new BrokerStatusDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        assertEquals(1, status.clients());
    }

    private void assertRefused(final UnsafeBuffer message, final int length, final String... expected) {
        client.offer(message, length);
        final ReplyDecoder reply = client.awaitReply();
        assertEquals(Errno.EPROTO, Errno.of(reply.code()));
        final String text = reply.text();
        assertTrue(Arrays.stream(expected).anyMatch(text::contains), text);
    }

    @ParameterizedTest
    @EnumSource(ExampleRequests.class)
    void shouldRefuseAMessageThatIsCutAtAnyLength(final ExampleRequests example) {
        final int length = example.message(client).capacity();
        for (int cut = 0; cut < length; cut++) {
            final UnsafeBuffer message = example.message(client);
            if (example.hasUsualIds() && cut >= HEADER + BOTH_IDS) {
                assertRefused(message, cut, " at offset ", " bytes into its block");
            } else {
                client.offer(message, cut);
            }
        }
        assertAlive();
        Await.until("an entry in the error log", () -> !ErrorFile.read(broker.directory()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(ExampleRequests.class)
    void shouldRefuseAMessageThatGoesOnAfterItsEnd(final ExampleRequests example) {
        final UnsafeBuffer message = example.message(client);
        final UnsafeBuffer longer = new UnsafeBuffer(new byte[message.capacity() + 20]);
        longer.putBytes(0, message, 0, message.capacity());
        if (example.hasUsualIds()) {
            assertRefused(longer, message.capacity() + 1, "goes on for 1 bytes");
            assertRefused(longer, message.capacity() + 20, "goes on for 20 bytes");
        } else {
            client.offer(longer, longer.capacity());
        }
        assertAlive();
    }

    @ParameterizedTest
    @EnumSource(ExampleRequests.class)
    void shouldRefuseAFieldThatIsLongerThanItsMessage(final ExampleRequests example) {
        for (final String field : example.fields()) {
            for (final int lie : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_535, 40}) {
                final UnsafeBuffer message = example.message(client);
                message.putInt(offsetOf(example, message, field), lie, ByteOrder.LITTLE_ENDIAN);
                if (example.hasUsualIds()) {
                    assertRefused(message, message.capacity(), "field " + field);
                } else {
                    client.offer(message, message.capacity());
                }
            }
        }
        assertAlive();
    }

    /** Where the length of a field stands. */
    private static int offsetOf(final ExampleRequests example, final UnsafeBuffer message, final String wanted) {
        int offset = HEADER + new MessageHeaderDecoder().wrap(message, 0).blockLength();
        for (final String field : example.fields()) {
            if (field.equals(wanted)) {
                return offset;
            }
            offset += Integer.BYTES + message.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        }
        throw new AssertionError(wanted);
    }

    @ParameterizedTest
    @EnumSource(ExampleRequests.class)
    void shouldRefuseAHeaderThatIsNotOurs(final ExampleRequests example) {
        final int[][] headers = {
            // block length, template, schema, version
            {0, -1, -1, -1}, {65_535, -1, -1, -1}, {-1, 0, -1, -1}, {-1, 5, -1, -1}, {-1, 65_535, -1, -1},
            {-1, -1, 0, -1}, {-1, -1, 7034, -1}, {-1, -1, -1, 0}, {-1, -1, -1, 2}, {-1, -1, -1, 65_535}};
        for (final int[] fields : headers) {
            final UnsafeBuffer message = example.message(client);
            final MessageHeaderDecoder original = new MessageHeaderDecoder().wrap(message, 0);
            new MessageHeaderEncoder().wrap(message, 0)
                    .blockLength(fields[0] < 0 ? original.blockLength() : fields[0])
                    .templateId(fields[1] < 0 ? original.templateId() : fields[1])
                    .schemaId(fields[2] < 0 ? original.schemaId() : fields[2])
                    .version(fields[3] < 0 ? original.version() : fields[3]);
            if (example.hasUsualIds()) {
                assertRefused(message, message.capacity(),
                        "block length is", "is no request", "is not this broker's", " ends ");
            } else {
                client.offer(message, message.capacity());
            }
        }
        assertAlive();
    }

    @Test
    void shouldNotLetAMessageSpeakForAnotherClient() {
        try (RawClient other = RawClient.attach(broker.directory(), "other")) {
            client.send(client.begin(new StatusEncoder())
                    .correlationId(client.nextCorrelationId()).clientId(other.clientId()));
            client.send(client.begin(new StatusEncoder())
                    .correlationId(client.nextCorrelationId()).clientId(Long.MIN_VALUE));
            Await.until("an entry in the error log", () -> ErrorFile.read(broker.directory()).stream()
                    .anyMatch(entry -> entry.text().contains("names a client that is not attached")
                            && entry.count() == 2));
            other.detach();
        }
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLiveThroughRandomChanges(final long seed) {
        final Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            final ExampleRequests[] all = ExampleRequests.values();
            final ExampleRequests example = all[random.nextInt(all.length)];
            final UnsafeBuffer message = example.message(client);
            if (example == ExampleRequests.DETACH) {
                continue;
            }
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                message.putByte(random.nextInt(message.capacity()), (byte) random.nextInt());
            }
            if (new MessageHeaderDecoder().wrap(message, 0).templateId() != 3) {
                client.offer(message, random.nextInt(10) == 0 ? random.nextInt(message.capacity())
                        : message.capacity());
            }
            client.pending();
        }
        client.clear();
        assertAlive();
    }
}
