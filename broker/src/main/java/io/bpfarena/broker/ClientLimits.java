package io.bpfarena.broker;

import io.bpfarena.broker.control.ControlLimits;
import io.bpfarena.broker.session.AttachQueue.AttachLimits;
import io.bpfarena.broker.session.ObjectTransfers.TransferLimits;
import io.bpfarena.runtime.elf.ElfObject;
import java.util.concurrent.TimeUnit;

/** What a broker allows its clients where its context does not say. */
final class ClientLimits {
    /** Each takes a log of 192 KiB (refused) to 1.5 MiB (accepted) until it is decided. */
    private static final int MAX_PENDING_ATTACHES = 16;
    private static final long MAX_ATTACH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    /** Four of the largest messages: who is further behind, beside what the stream itself holds, does not read. */
    private static final int MAX_QUEUED_BYTES = 256 * 1024;

    private static final int MAX_TRANSFERS_PER_CLIENT = 2;
    private static final long MAX_TRANSFER_BYTES = 64L * 1024 * 1024;
    private static final long TRANSFER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private static final int MAX_TASKS_PER_CLIENT = 32;

    /** Some hundred microseconds of the duty cycle. */
    private static final int MAX_PAGES = 256;

    private ClientLimits() {
    }

    static ControlLimits of(final Broker.Context context) {
        return new ControlLimits(
                new AttachLimits(
                        context.maxClients(), MAX_PENDING_ATTACHES,
                        Math.min(MAX_ATTACH_TIMEOUT_NS, context.livenessTimeout().toNanos()), MAX_QUEUED_BYTES),
                new TransferLimits(
                        ElfObject.MAX_LENGTH, MAX_TRANSFERS_PER_CLIENT, MAX_TRANSFER_BYTES, TRANSFER_TIMEOUT_NS),
                context.maxObjects(), MAX_TASKS_PER_CLIENT, context.maxRunTime().toNanos(), MAX_PAGES);
    }
}
