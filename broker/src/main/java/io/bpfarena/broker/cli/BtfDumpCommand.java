package io.bpfarena.broker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena btf dump}: what types are shown of. */
@Command(name = "dump", description = "Show types, as bpftool btf dump.")
final class BtfDumpCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw MissingCommand.of(spec);
    }
}
