package io.bpfarena.client;

/** Where the answer to a request goes, from the thread that received it to the one that waits. */
final class PendingAnswer {
    private final String request;
    private final long correlationId;
    private volatile ServerMessage.Content content;
    private volatile Exception malformed;

    PendingAnswer(final String request, final long correlationId) {
        this.request = request;
        this.correlationId = correlationId;
    }

    String request() {
        return request;
    }

    long correlationId() {
        return correlationId;
    }

    void complete(final ServerMessage.Content answered) {
        content = answered;
    }

    void fail(final Exception why) {
        malformed = why;
    }

    boolean isDone() {
        return content != null || malformed != null;
    }

    /** What was answered, once {@link #isDone}: a refusal becomes a ControlException. */
    <T extends ServerMessage.Content> T as(final Class<T> expected) {
        if (malformed != null) {
            throw new ProtocolViolationException(request, malformed.getMessage(), malformed);
        }
        if (content instanceof ServerMessage.Reply(final int code, final String text) && code != 0) {
            throw new ControlException(request, code, text);
        }
        if (!expected.isInstance(content)) {
            throw new ProtocolViolationException(request, "%s instead of %s".formatted(
                    content.getClass().getSimpleName(), expected.getSimpleName()), null);
        }
        return expected.cast(content);
    }
}
