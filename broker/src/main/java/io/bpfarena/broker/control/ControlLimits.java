package io.bpfarena.broker.control;

import io.bpfarena.broker.session.AttachQueue.AttachLimits;
import io.bpfarena.broker.session.ObjectTransfers.TransferLimits;

/**
 * What a broker allows its clients.
 *
 * @param attach            clients, attaches on their way.
 * @param transfer          objects on their way.
 * @param maxObjects        objects hosted or being loaded.
 * @param maxTasksPerClient runs and loads of one client that wait or go on.
 * @param maxRunNs          the longest run that a client may ask for.
 * @param maxPages          pages that one request may take or give back on the agent's own thread.
 */
public record ControlLimits(
        AttachLimits attach, TransferLimits transfer, int maxObjects, int maxTasksPerClient, long maxRunNs,
        int maxPages) {
}
