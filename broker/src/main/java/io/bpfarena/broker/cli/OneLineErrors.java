package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClientException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong in one line on standard error: {@code arena: what was wrong, and what to do}. Where it came from
 * follows only with {@code --verbose}.
 */
final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final ArenaCommand root;

    OneLineErrors(final ArenaCommand root) {
        this.root = root;
    }

    @Override
    public int handleParseException(final ParameterException e, final String[] args) {
        final CommandLine command = e.getCommandLine();
        command.getErr().printf("arena: %s (see %s --help)%n", oneLine(e), command.getCommandSpec().qualifiedName());
        command.getErr().flush();
        return ExitStatus.USAGE;
    }

    @Override
    public int handleExecutionException(final Exception e, final CommandLine command, final ParseResult parsed) {
        final PrintWriter err = command.getErr();
        err.printf("arena: %s%n", describe(e));
        if (root.verbose()) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitStatus.FAILED;
    }

    private String describe(final Exception e) {
        if (e instanceof CommandFailedException || e instanceof ArenaClientException) {
            return oneLine(e);
        }
        // Whatever a command did not foresee. Its type helps, since such messages are seldom written for users.
        final String hint = root.verbose() ? "" : " (--verbose shows where it came from)";
        return e.getClass().getSimpleName() + ": " + oneLine(e) + hint;
    }

    private static String oneLine(final Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
