package io.bpfarena.client;

import java.time.Duration;

/** No answer came in time, though the broker seems to live. Whether the request was carried out is not known. */
public final class ControlTimeoutException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what    was waited for.
     * @param timeout how long.
     */
    public ControlTimeoutException(final String what, final Duration timeout) {
        super("%s: no answer within %s".formatted(what, timeout), null);
    }
}
