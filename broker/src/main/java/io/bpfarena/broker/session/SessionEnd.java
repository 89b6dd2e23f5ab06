package io.bpfarena.broker.session;

/** Why a session ended. */
public enum SessionEnd {
    /** The client said so. */
    DETACHED,
    /** Nothing came from the client for the liveness timeout. */
    SILENT,
    /** The client did not read what was sent to it. */
    SLOW,
    /** The client's subscription is gone. */
    DISCONNECTED
}
