package io.bpfarena.broker.control;

import io.bpfarena.broker.session.RefusedException;

/** Serves one kind of request, on the control agent's thread, without waiting for anything. */
@FunctionalInterface
interface RequestHandler {
    /**
     * Serves a request: answers it, or sees to it that it will be answered.
     *
     * @param request valid until the return.
     * @throws RefusedException what the client is to hear instead.
     */
    void onRequest(Request request) throws RefusedException;
}
