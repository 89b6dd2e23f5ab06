package io.bpfarena.client;

/** The broker answered something that the protocol does not allow; nothing of it was used. */
public final class ProtocolViolationException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /**
     * @param request that was answered so.
     * @param why     the value and what was expected.
     * @param cause   or {@code null}.
     */
    public ProtocolViolationException(final String request, final String why, final Throwable cause) {
        super("%s: the broker's answer is not valid: %s".formatted(request, why), cause);
    }
}
