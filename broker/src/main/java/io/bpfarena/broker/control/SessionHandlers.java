package io.bpfarena.broker.control;

import io.bpfarena.broker.session.SessionEnd;
import io.bpfarena.broker.session.SessionRegistry;

/** Detach, Keepalive and Status. */
final class SessionHandlers {
    private final SessionRegistry sessions;
    private final StatusReporter status;
    private final ResponseProxy responses;

    SessionHandlers(
            final SessionRegistry sessions, final StatusReporter status, final ResponseProxy responses) {
        this.sessions = sessions;
        this.status = status;
        this.responses = responses;
    }

    /** The answer is sent before the publication is closed, and can be read after that. */
    void detach(final Request request) {
        responses.done(request.session(), request.correlationId());
        sessions.end(request.session(), SessionEnd.DETACHED);
    }

    /** That it came is all there is to it, and the dispatcher has taken note of that. */
    void keepalive(final Request request) {
    }

    void status(final Request request) {
        responses.status(request.session(), request.correlationId(), status.now(request.receivedNs()));
    }
}
