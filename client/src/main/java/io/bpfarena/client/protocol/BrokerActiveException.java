package io.bpfarena.client.protocol;

import java.nio.file.Path;

/** A directory already has a broker that lives. */
public final class BrokerActiveException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param directory of the broker.
     * @param pid       that its mark names, or 0 if the mark cannot be read yet.
     */
    public BrokerActiveException(final Path directory, final long pid) {
        super("a broker is active in %s%s; stop it first or choose another directory with --dir"
                .formatted(directory, pid == 0 ? "" : " (pid " + pid + ")"));
    }
}
