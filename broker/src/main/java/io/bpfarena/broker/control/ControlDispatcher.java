package io.bpfarena.broker.control;

import static io.bpfarena.broker.control.RequestShape.ABSENT;
import static io.bpfarena.broker.control.RequestShape.CLIENT_ID_OFFSET;
import static io.bpfarena.broker.control.RequestShape.CORRELATION_ID_OFFSET;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.broker.session.SessionRegistry;
import io.bpfarena.client.protocol.MessageHeaderDecoder;
import io.bpfarena.linux.Errno;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * Takes messages apart and gives each to its handler. Nothing of a message is believed before it was checked:
 *
 * <pre>
 *   header complete?  no --+
 *   schema ours?      no --+
 *   template known?   no --+--&gt; does what follows the header name a session of this sender?
 *   of its shape?     no --+      yes: Reply(EPROTO)     no: counted, logged once
 *   session known, and the sender's?  no --&gt; counted, logged once
 *   handler                                     refused, or failed: Reply
 * </pre>
 */
final class ControlDispatcher implements FragmentHandler {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Request request = new Request();
    private final RequestTable table;
    private final AttachHandler attachHandler;
    private final SessionRegistry sessions;
    private final ResponseProxy responses;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;

    ControlDispatcher(
            final RequestTable table, final AttachHandler attachHandler, final SessionRegistry sessions,
            final ResponseProxy responses, final ErrorHandler errorHandler, final NanoClock clock) {
        this.table = table;
        this.attachHandler = attachHandler;
        this.sessions = sessions;
        this.responses = responses;
        this.errorHandler = errorHandler;
        this.clock = clock;
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header aeronHeader) {
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        final long nowNs = clock.nanoTime();
        try {
            final RequestTable.Route route = route(buffer, offset, length);
            route.shape().check(header, buffer, body, bodyLength);
            dispatch(route, buffer, body, aeronHeader.sessionId(), nowNs);
        } catch (final MalformedMessageException e) {
            onMalformed(e, buffer, body, bodyLength, aeronHeader.sessionId());
        }
    }

    private RequestTable.Route route(final DirectBuffer buffer, final int offset, final int length)
            throws MalformedMessageException {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            throw new MalformedMessageException(ProtocolViolation.TRUNCATED_HEADER,
                    "a message of %d bytes has no header".formatted(length));
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.version() != MessageHeaderDecoder.SCHEMA_VERSION) {
            throw new MalformedMessageException(ProtocolViolation.WRONG_SCHEMA,
                    "schema %d version %d is not this broker's %d version %d".formatted(
                            header.schemaId(), header.version(), MessageHeaderDecoder.SCHEMA_ID,
                            MessageHeaderDecoder.SCHEMA_VERSION));
        }
        final RequestTable.Route route = table.route(header.templateId());
        if (route == null) {
            throw new MalformedMessageException(ProtocolViolation.UNKNOWN_TEMPLATE,
                    "template %d is no request".formatted(header.templateId()));
        }
        return route;
    }

    private void dispatch(
            final RequestTable.Route route, final DirectBuffer buffer, final int body, final int aeronSessionId,
            final long nowNs) {
        final RequestShape shape = route.shape();
        if (shape.clientIdOffset() == ABSENT) {
            attach(buffer, body, aeronSessionId, nowNs);
            return;
        }
        final ClientSession session =
                sessions.find(longAt(buffer, body + shape.clientIdOffset()), aeronSessionId);
        if (session == null) {
            errorHandler.onError(ProtocolViolation.UNKNOWN_CLIENT.exception());
            return;
        }
        session.seen(nowNs);
        final long correlationId =
                shape.correlationIdOffset() == ABSENT ? 0 : longAt(buffer, body + shape.correlationIdOffset());
        serve(route.handler(), session, request.set(buffer, body, correlationId, session, nowNs));
    }

    private void attach(final DirectBuffer buffer, final int body, final int aeronSessionId, final long nowNs) {
        try {
            attachHandler.onAttach(buffer, body, aeronSessionId, nowNs);
        } catch (final RuntimeException e) {
            // There is nobody yet who could be answered.
            errorHandler.onError(e);
        }
    }

    private void serve(final RequestHandler handler, final ClientSession session, final Request current) {
        final long correlationId = current.correlationId();
        try {
            handler.onRequest(current);
        } catch (final RefusedException e) {
            responses.refused(session, correlationId, e.errno(), e.getMessage());
        } catch (final RuntimeException | InternalError e) {
            // InternalError: somebody has cut a file short that is mapped here. This client's request ends, no more.
            if (!Failures.isExpected(e)) {
                errorHandler.onError(e);
            }
            responses.refused(session, correlationId, Failures.errno(e), Failures.text(e));
        }
    }

    private void onMalformed(
            final MalformedMessageException e, final DirectBuffer buffer, final int body, final int bodyLength,
            final int aeronSessionId) {
        final ClientSession session = bodyLength < CLIENT_ID_OFFSET + Long.BYTES
                ? null
                : sessions.find(longAt(buffer, body + CLIENT_ID_OFFSET), aeronSessionId);
        if (session == null) {
            errorHandler.onError(e.violation().exception());
        } else {
            responses.refused(
                    session, longAt(buffer, body + CORRELATION_ID_OFFSET), Errno.EPROTO, e.getMessage());
        }
    }

    private static long longAt(final DirectBuffer buffer, final int index) {
        return buffer.getLong(index, ByteOrder.LITTLE_ENDIAN);
    }
}
