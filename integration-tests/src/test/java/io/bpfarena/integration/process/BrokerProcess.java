package io.bpfarena.integration.process;

import io.bpfarena.broker.cli.Main;
import io.bpfarena.examples.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker in a process of its own, started by the command line as users start it, with the examples' objects. */
final class BrokerProcess implements AutoCloseable {
    /** Short, so that a test does not wait long; long enough for a busy machine. */
    static final String LIVENESS_TIMEOUT = "4s";

    private final Path directory;
    private final ChildJvm jvm;

    private BrokerProcess(final Path directory, final ChildJvm jvm) {
        this.directory = directory;
        this.jvm = jvm;
    }

    /**
     * Starts one and waits until clients can attach.
     *
     * @param directory  that it is to own.
     * @param objects    where the files of its objects are put.
     * @param structures that it hosts.
     * @return the broker.
     */
    static BrokerProcess start(final Path directory, final Path objects, final Structure... structures) {
        final BrokerProcess broker = begin(directory, objects, structures);
        try {
            broker.jvm.await("ready:");
            return broker;
        } catch (final AssertionError e) {
            broker.close();
            throw e;
        }
    }

    /**
     * Starts one and does not wait.
     *
     * @param directory  that it is to own.
     * @param objects    where the files of its objects are put.
     * @param structures that it hosts.
     * @return the process, which may come to nothing.
     */
    static BrokerProcess begin(final Path directory, final Path objects, final Structure... structures) {
        final List<String> args = new ArrayList<>(List.of("broker", "start", "--dir", directory.toString()));
        for (final Structure structure : structures) {
            args.add(copy(structure, objects).toString());
        }
        return new BrokerProcess(directory, ChildJvm.start(
                List.of("-Dbpf.arena.liveness.timeout=" + LIVENESS_TIMEOUT), Main.class,
                args.toArray(String[]::new)));
    }

    private static Path copy(final Structure structure, final Path objects) {
        final Path file = objects.resolve(structure.structureName() + ".bpf.o");
        try (InputStream in = Structure.class.getResourceAsStream(structure.objectResource())) {
            if (!Files.exists(file)) {
                Files.createDirectories(objects);
                Files.copy(in, file);
            }
            return file;
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the name of a structure's arena at the broker} */
    static String arenaOf(final Structure structure) {
        return structure.structureName() + "." + structure.arenaName();
    }

    /**
     * Starts a client of it; see {@link ClientMain}.
     *
     * @param args role and arguments.
     * @return the process.
     */
    ChildJvm startClient(final String... args) {
        final List<String> all = new ArrayList<>(List.of(args));
        all.add(1, directory.toString());
        return ChildJvm.start(List.of(), ClientMain.class, all.toArray(String[]::new));
    }

    /** {@return its directory} */
    Path directory() {
        return directory;
    }

    /** {@return its process} */
    ChildJvm jvm() {
        return jvm;
    }

    /** Kills it if it has not ended. */
    @Override
    public void close() {
        jvm.close();
    }
}
