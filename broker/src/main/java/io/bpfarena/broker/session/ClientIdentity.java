package io.bpfarena.broker.session;

import io.bpfarena.client.protocol.FaultMode;

/**
 * Who a client says it is.
 *
 * @param name           for listings; printable, not checked to be unique.
 * @param pid            in its own pid namespace: for people, nothing rests on it.
 * @param faultMode      how its misses are resolved.
 * @param aeronSessionId of the publication its messages come from; a message from another is not its own.
 */
public record ClientIdentity(String name, long pid, FaultMode faultMode, int aeronSessionId) {
}
