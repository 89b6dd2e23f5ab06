package io.bpfarena.broker.cli;

/** Where the JVM that the launcher starts comes in. */
public final class Main {
    private Main() {
    }

    /**
     * Runs a command and ends the process with its {@link ExitStatus}.
     *
     * @param args as the shell gave them.
     */
    public static void main(final String[] args) {
        System.exit(ArenaCommandLine.create().execute(args));
    }
}
