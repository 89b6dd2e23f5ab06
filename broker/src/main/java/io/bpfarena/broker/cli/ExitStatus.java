package io.bpfarena.broker.cli;

/** What the process says when it ends; scripts may rely on it. */
public final class ExitStatus {
    /** Done. A foreground broker that was asked to end, by SIGTERM or SIGINT, and did so cleanly counts as done. */
    public static final int OK = 0;

    /** The operation failed: the reason is one line on standard error. */
    public static final int FAILED = 1;

    /** The command line was wrong; nothing was done. */
    public static final int USAGE = 2;

    private ExitStatus() {
    }
}
