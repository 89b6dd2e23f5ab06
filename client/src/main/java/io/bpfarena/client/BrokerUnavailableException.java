package io.bpfarena.client;

import java.nio.file.Path;

/** No broker lives in the directory. */
public final class BrokerUnavailableException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /**
     * @param directory of the broker.
     * @param why       what was found there.
     * @param cause     or {@code null}.
     */
    public BrokerUnavailableException(final Path directory, final String why, final Throwable cause) {
        super("no broker in %s: %s; start one with: arena broker start --dir %s"
                .formatted(directory, why, directory), cause);
    }
}
