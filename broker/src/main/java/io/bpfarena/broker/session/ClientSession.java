package io.bpfarena.broker.session;

import io.bpfarena.broker.page.PageRange;
import org.agrona.collections.Int2ObjectHashMap;

/** One attached client. Used by the control agent's thread alone. */
public final class ClientSession {
    private final long id;
    private final ClientIdentity identity;
    private final ResponseOutlet outlet;
    private final long attachedNs;
    private final Int2ObjectHashMap<PageRange> openArenas = new Int2ObjectHashMap<>();
    private long lastSeenNs;
    private long faults;

    ClientSession(final long id, final ClientIdentity identity, final ResponseOutlet outlet, final long nowNs) {
        this.id = id;
        this.identity = identity;
        this.outlet = outlet;
        this.attachedNs = nowNs;
        this.lastSeenNs = nowNs;
    }

    /** {@return its number, from 1 upwards, never used again} */
    public long id() {
        return id;
    }

    /** {@return who it says it is} */
    public ClientIdentity identity() {
        return identity;
    }

    /** {@return where its answers go} */
    public ResponseOutlet outlet() {
        return outlet;
    }

    /** {@return when it attached, in the agent's nanoseconds} */
    public long attachedNs() {
        return attachedNs;
    }

    /** {@return when its last message came, in the agent's nanoseconds} */
    public long lastSeenNs() {
        return lastSeenNs;
    }

    /**
     * Takes a message as a sign of life.
     *
     * @param nowNs in the agent's nanoseconds.
     */
    public void seen(final long nowNs) {
        lastSeenNs = nowNs;
    }

    /**
     * Leaves a time out of account in which the broker itself did not run.
     *
     * @param gapNs how long.
     */
    void forgive(final long gapNs) {
        lastSeenNs += gapNs;
    }

    /** {@return pages it had resolved, ever} */
    public long faults() {
        return faults;
    }

    /**
     * Counts pages.
     *
     * @param pages that were resolved.
     */
    public void addFaults(final int pages) {
        faults += pages;
    }

    /** {@return the arenas it has opened, by id, each with the freed pages that it was not told of yet} */
    public Int2ObjectHashMap<PageRange> openArenas() {
        return openArenas;
    }
}
