package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.protocol.BrokerDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --dir} of the commands that ask a running broker. */
final class BrokerOption {
    @Option(names = "--dir", paramLabel = "DIR",
            description = "The broker's directory; /dev/shm/bpf-arena-USER if not given.")
    private Path directory;

    Path directory() {
        return directory == null ? BrokerDirectory.defaultDirectory() : directory;
    }

    /**
     * Attaches to the broker.
     *
     * @return a client, to be closed.
     * @throws io.bpfarena.client.ArenaClientException if there is no broker, or it does not answer.
     */
    ArenaClient connect() {
        return connect(directory());
    }

    static ArenaClient connect(final Path directory) {
        return ArenaClient.connect(new ArenaClient.Context().directory(directory).clientName("arena"));
    }
}
