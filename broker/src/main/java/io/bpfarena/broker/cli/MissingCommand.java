package io.bpfarena.broker.cli;

import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a command that is only a group of others answers when none of them was named. */
final class MissingCommand {
    private MissingCommand() {
    }

    static ParameterException of(final CommandSpec group) {
        return new ParameterException(group.commandLine(), "expected a command after '%s': one of %s".formatted(
                group.qualifiedName(), group.subcommands().entrySet().stream()
                        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey).sorted().collect(Collectors.joining(", "))));
    }
}
