package io.bpfarena.broker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root: {@code arena}. Its options but {@code --version} work in every command. */
@Command(
        name = "arena",
        description = "BPF arenas in user space: run BPF programs, share their memory between processes.",
        versionProvider = ProjectVersion.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:the operation failed; the reason is one line on standard error",
            "2:the command line was wrong; nothing was done"})
final class ArenaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and end.")
    private boolean version;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "Print this text and end.")
    private boolean help;

    @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
            description = "On failure, print where it came from.")
    private boolean verbose;

    /** {@return whether failures are to be printed with their stack trace} */
    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw MissingCommand.of(spec);
    }
}
