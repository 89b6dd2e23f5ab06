package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ProgramRun;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.protocol.ControlProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An object that a broker has loaded. */
final class BrokerHost implements ProgramHost {
    private final ArenaClient client;
    private final String objectName;

    private BrokerHost(final ArenaClient client, final String objectName) {
        this.client = client;
        this.objectName = objectName;
    }

    static BrokerHost attach(final Path directory, final String objectName) {
        return new BrokerHost(BrokerOption.connect(directory), objectName);
    }

    @Override
    public int maxContextSize() {
        return ControlProtocol.MAX_CONTEXT_LENGTH;
    }

    @Override
    public void set(final GlobalAssignment assignment) throws CommandFailedException {
        final int size = client.readGlobal(objectName, assignment.name()).length;
        client.writeGlobal(objectName, assignment.name(), assignment.bytes(size));
    }

    @Override
    public ProgramRun run(
            final String program, final byte[] context, final byte[] packet, final int repeat,
            final Duration timeout) throws CommandFailedException {
        if (packet.length > ControlProtocol.MAX_PACKET_LENGTH) {
            throw new CommandFailedException("a packet has at most %d bytes here: %d"
                    .formatted(ControlProtocol.MAX_PACKET_LENGTH, packet.length));
        }
        return client.run(objectName, program, context, new RunOptions(timeout, repeat, packet));
    }

    /** Streams are for whoever reads them first, which need not be who had the program run. */
    @Override
    public Optional<RunTraces> traces(final String program) {
        return Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
