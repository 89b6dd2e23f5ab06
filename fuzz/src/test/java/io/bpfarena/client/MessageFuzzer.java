package io.bpfarena.client;

import io.bpfarena.client.protocol.MalformedMessageException;
import io.bpfarena.fuzz.Budget;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Decodes what a client gets from a broker. It lies here because the codec is nobody else's business. The buffer ends
 * where the message does, so that a read past its end is an exception, where in a log buffer it would read the next.
 */
public final class MessageFuzzer {
    private static final ServerMessageCodec CODEC = new ServerMessageCodec();

    private MessageFuzzer() {
    }

    /**
     * Jazzer's entry.
     *
     * @param input from Jazzer.
     */
    public static void fuzzerTestOneInput(final byte[] input) {
        Budget.check(() -> decode(input), 0, 0);
    }

    private static void decode(final byte[] input) {
        try {
            CODEC.decode(new UnsafeBuffer(input), 0, input.length);
        } catch (final MalformedMessageException e) {
            if (e.getMessage().isEmpty()) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
}
