package io.bpfarena.broker.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;

/** Assembles the command line: the commands of this package and whatever {@link CommandProvider}s bring. */
public final class ArenaCommandLine {
    private ArenaCommandLine() {
    }

    /**
     * Makes a command line. One can be used again, but by one thread at a time.
     *
     * @return it; {@code execute(String...)} runs a command and returns an {@link ExitStatus}.
     */
    public static CommandLine create() {
        final ArenaCommand root = new ArenaCommand();
        final CommandLine commandLine = new CommandLine(root);
        for (final CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            commandLine.addSubcommand(provider.command());
        }
        final OneLineErrors errors = new OneLineErrors(root);
        commandLine.setExecutionExceptionHandler(errors);
        commandLine.setParameterExceptionHandler(errors);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }
}
