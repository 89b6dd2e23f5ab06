package io.bpfarena.broker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena prog dump}: what a program has become. */
@Command(name = "dump", description = "Show a program's instructions.")
final class ProgDump implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw MissingCommand.of(spec);
    }
}
