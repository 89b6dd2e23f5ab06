package io.bpfarena.broker.cli;

/**
 * Brings a command into {@code arena} from outside, found by {@link java.util.ServiceLoader}: an implementation that is
 * named in {@code META-INF/services/io.bpfarena.broker.cli.CommandProvider} on the class path and has a public
 * constructor without parameters. Constructed at every start of {@code arena}, so it should do nothing until asked to
 * run.
 */
public interface CommandProvider {
    /**
     * The command.
     *
     * @return an object of a class with picocli's {@code @Command} that implements {@code Callable<Integer>} and
     *         returns an {@link ExitStatus}. A {@link CommandFailedException} becomes one line on standard error.
     */
    Object command();
}
