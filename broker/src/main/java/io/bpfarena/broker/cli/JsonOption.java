package io.bpfarena.broker.cli;

import picocli.CommandLine.Option;

/** {@code --json} of the commands that report something. */
final class JsonOption {
    @Option(names = {"-j", "--json"}, description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }
}
