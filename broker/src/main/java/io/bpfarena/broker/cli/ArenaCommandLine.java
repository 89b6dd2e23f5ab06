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
        final CommandLine commandLine = new CommandLine(root)
                .addSubcommand(new TrainCommand())
                .addSubcommand(new CommandLine(new BrokerCommand())
                        .addSubcommand(new StartCommand())
                        .addSubcommand(new StatusCommand()))
                .addSubcommand(new CommandLine(new ProgCommand())
                        .addSubcommand(new ProgLoad())
                        .addSubcommand(new ProgList())
                        .addSubcommand(new ProgRun())
                        .addSubcommand(new ProgTracelog())
                        .addSubcommand(new CommandLine(new ProgDump())
                                .addSubcommand(new ProgDumpXlated())))
                .addSubcommand(new CommandLine(new MapCommand())
                        .addSubcommand(new MapList())
                        .addSubcommand(new MapDump())
                        .addSubcommand(new MapLookup())
                        .addSubcommand(new MapUpdate())
                        .addSubcommand(new MapDelete())
                        .addSubcommand(new MapGetNext())
                        .addSubcommand(new MapPop()))
                .addSubcommand(new CommandLine(new BtfCommand())
                        .addSubcommand(new CommandLine(new BtfDumpCommand())
                                .addSubcommand(new BtfDumpFile())))
                .addSubcommand(new CommandLine(new ClientCommand())
                        .addSubcommand(new ClientList()))
                .addSubcommand(new ExecCommand());
        for (final CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            commandLine.addSubcommand(provider.command());
        }
        final OneLineErrors errors = new OneLineErrors(root);
        commandLine.setExecutionExceptionHandler(errors);
        commandLine.setParameterExceptionHandler(errors);
        return commandLine;
    }
}
