package io.bpfarena.client;

import io.bpfarena.client.protocol.FaultMode;

/**
 * An attached client.
 *
 * @param id               the broker's number for it.
 * @param pid              of the client, in its own pid namespace.
 * @param faultMode        how its misses are resolved.
 * @param attachedNs       nanoseconds since it attached.
 * @param sinceKeepaliveNs nanoseconds since it last gave a sign of life.
 * @param faults           it had.
 * @param arenas           it has open.
 * @param name             it gave itself.
 */
public record ClientInfo(
        long id, long pid, FaultMode faultMode, long attachedNs, long sinceKeepaliveNs, long faults, int arenas,
        String name) {
}
