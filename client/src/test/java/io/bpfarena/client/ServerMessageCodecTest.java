package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.FaultMode;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that are right, cut short, or anything at all. */
class ServerMessageCodecTest {
    private static final long SEED = 0x5eed_2026_1123L;
    private static final int MUTATIONS = 20_000;
    private static final int OFFSET = 40;

    private final ServerMessageCodec codec = new ServerMessageCodec();

    /** Decodes bytes that end where their buffer ends, so that a read behind them is an IndexOutOfBoundsException. */
    private ServerMessage decode(final byte[] message) throws MalformedMessageException {
        final byte[] bytes = new byte[OFFSET + message.length];
        System.arraycopy(message, 0, bytes, OFFSET, message.length);
        return codec.decode(new UnsafeBuffer(bytes), OFFSET, message.length);
    }

    private ServerMessage.Content answer(final ScriptedBroker.Filling filling) throws MalformedMessageException {
        final ServerMessage.Answer answer =
                assertInstanceOf(ServerMessage.Answer.class, decode(SampleMessages.bytes(filling)));
        assertEquals(7, answer.correlationId());
        return answer.content();
    }

    @Test
    void shouldDecodeEveryKindOfMessage() throws MalformedMessageException {
        final Set<Class<?>> kinds = new HashSet<>();
        for (final byte[] message : SampleMessages.all().toList()) {
            kinds.add(decode(message) instanceof ServerMessage.Answer(_, final ServerMessage.Content content)
                    ? content.getClass()
                    : decode(message).getClass());
        }
        assertEquals(23, kinds.size());
    }

    @Test
    void shouldDecodeEveryFieldOfAProgramResult() throws MalformedMessageException {
        final ProgramRun run = assertInstanceOf(ServerMessage.ProgramResult.class,
                answer((b, h) -> SampleMessages.programResult(b, h, 7))).run();
        assertEquals(List.of(14, "fault", -2, 3L, 40L, List.of("first", "second"), "hello\n", "[1, 2, 3, -1]",
                "[1, 2, 3, -1]"),
                List.of(run.code(), run.text(), run.returnValue(), run.durationNs(), run.faultCount(),
                        run.faultReports(), run.output(), Arrays.toString(run.context()),
                        Arrays.toString(run.packet())));
        assertEquals("run: EFAULT: fault", assertThrows(ControlException.class, run::requireSuccess).getMessage());
    }

    @Test
    void shouldDecodeEveryFieldOfTheLists() throws MalformedMessageException {
        assertEquals(new ServerMessage.ProgramPage(6, List.of(
                new ProgramInfo(1, 2, 3, 4, 5, "syscall", "build", "list"),
                new ProgramInfo(9, 2, 3, 4, 5, "syscall", "build", "list"))),
                answer((b, h) -> SampleMessages.programList(b, h, 7, 6, 1, 9)));
        assertEquals(new ServerMessage.MapPage(0, List.of(
                new MapInfo(1, 2, 3, 4, 5, 6, 7, 8, "arena", "arena", "list"))),
                answer((b, h) -> SampleMessages.mapList(b, h, 7)));
        assertEquals(new ServerMessage.ClientPage(0, List.of(
                new ClientInfo(1, 2, FaultMode.NATIVE, 3, 4, 5, 6, "walker"),
                new ClientInfo(2, 3, FaultMode.CHECKED, 4, 5, 6, 7, ""))),
                answer((b, h) -> SampleMessages.clientList(b, h, 7)));
    }

    static List<byte[]> samples() {
        return SampleMessages.all().toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRefuseEveryMessageThatIsCutShort(final byte[] message) {
        for (int length = 0; length < message.length; length++) {
            final byte[] cut = Arrays.copyOf(message, length);
            assertThrows(MalformedMessageException.class, () -> decode(cut), "cut to " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldTakeWhatANewerVersionAddsAtTheEnd(final byte[] message) throws MalformedMessageException {
        decode(Arrays.copyOf(message, message.length + 100));
    }

    @Test
    void shouldOnlyEverThrowTheDeclaredExceptionOnDamagedMessages() {
        final SplittableRandom random = new SplittableRandom(SEED);
        final List<byte[]> samples = samples();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] message = samples.get(random.nextInt(samples.size())).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damage(message, random);
            }
            refused += isRefused(Arrays.copyOf(message, random.nextInt(4) == 0
                    ? random.nextInt(message.length + 1)
                    : message.length), i) ? 1 : 0;
        }
        assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS, "refused " + refused);
    }

    /** Lengths and counts at their limits are where decoders break, so they come more often than chance has it. */
    private static void damage(final byte[] message, final SplittableRandom random) {
        final int at = random.nextInt(message.length);
        final ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        final int[] limits = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_535, 65_536, 1 << 20, 255, 1000};
        switch (random.nextInt(3)) {
            case 0 -> message[at] = (byte) random.nextInt();
            case 1 -> buffer.putInt(Math.min(at, message.length - 4), limits[random.nextInt(limits.length)]);
            default -> buffer.putShort(Math.min(at, message.length - 2),
                    (short) limits[random.nextInt(limits.length)]);
        }
    }

    @Test
    void shouldOnlyEverThrowTheDeclaredExceptionOnRandomBytes() {
        final SplittableRandom random = new SplittableRandom(SEED + 1);
        final List<byte[]> samples = samples();
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            // The header of a real one in front, or all would end at the schema id.
            System.arraycopy(samples.get(i % samples.size()), 0, message, 0, Math.min(8, message.length));
            isRefused(message, i);
        }
    }

    private boolean isRefused(final byte[] message, final int round) {
        try {
            decode(message);
            return false;
        } catch (final MalformedMessageException e) {
            return true;
        } catch (final RuntimeException e) {
            throw new AssertionError("round %d: %s".formatted(round, Arrays.toString(message)), e);
        }
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        final List<String> messages = new ArrayList<>();
        final byte[] fault = SampleMessages.bytes(
                (b, h) -> SampleMessages.faultResult(b, h, 7, 1, 2, 3, FaultOutcome.SEGV));
        fault[8 + 20] = 3;
        messages.add(refusal(fault));
        messages.add(refusal(SampleMessages.bytes((b, h) -> SampleMessages.reply(b, h, 7, -22, ""))));
        messages.add(refusal(SampleMessages.bytes(
                (b, h) -> SampleMessages.arenaOpened(b, h, 7, 3, "../x", 0x3000_0000_0000L, 16))));
        messages.add(refusal(SampleMessages.bytes(
                (b, h) -> SampleMessages.arenaOpened(b, h, 7, 3, "x", 0x3000_0000_0001L, 16))));
        messages.add(refusal(SampleMessages.bytes(
                (b, h) -> SampleMessages.arenaOpened(b, h, 7, 3, "x", 0x3000_0000_0000L, 0))));
        messages.add(refusal(SampleMessages.bytes((b, h) -> SampleMessages.globalValue(
                b, h, 7, 1, new byte[ControlProtocol.MAX_VALUE_LENGTH + 1]))));
        assertEquals(List.of("FaultResult has outcome 3", "message has code -22", "ArenaOpened has name \"../x\"",
                "ArenaOpened: table has base address 0x300000000001", "ArenaOpened: table has page count 0",
                "GlobalValue has value of 32769 bytes at offset 20"),
                messages.stream().map(m -> m.replaceAll("(,| for| expected|: it).*", "")).toList());
    }

    private String refusal(final byte[] message) {
        return assertThrows(MalformedMessageException.class, () -> decode(message)).getMessage();
    }
}
