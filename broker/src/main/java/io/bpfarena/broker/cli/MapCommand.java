package io.bpfarena.broker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arena map}: the commands about maps. */
@Command(name = "map", description = "List maps, arenas among them, and use what is in them.")
final class MapCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw MissingCommand.of(spec);
    }
}
