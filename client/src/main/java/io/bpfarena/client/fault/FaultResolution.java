package io.bpfarena.client.fault;

/** What became of a fault. */
public enum FaultResolution {
    /** The page was there by the time it was asked for. */
    PRESENT,
    /** The page was allocated for this touch. */
    ALLOCATED,
    /** The arena was made with SEGV_ON_FAULT: nobody allocated the page, so the touch is an error. */
    SEGV
}
