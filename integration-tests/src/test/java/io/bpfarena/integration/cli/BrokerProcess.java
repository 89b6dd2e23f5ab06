package io.bpfarena.integration.cli;

import io.bpfarena.broker.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code arena broker start} as a process of its own, on this test's class path. */
final class BrokerProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final Path err;
    private final String ready;

    private BrokerProcess(final Process process, final Path err, final String ready) {
        this.process = process;
        this.err = err;
        this.ready = ready;
    }

    /** Starts one and waits for its first line, or for its end. */
    static BrokerProcess start(final Path err, final Object... args) throws IOException {
        // A signal that is ignored stays so in a process's children, and under nohup SIGHUP is.
        final List<String> line = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "broker", "start"));
        Stream.of(args).map(Object::toString).forEach(line::add);
        final Process process = new ProcessBuilder(line).redirectError(err.toFile()).start();
        final BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return new BrokerProcess(process, err, out.readLine());
    }

    /** {@return its first line, or null if it ended before} */
    String ready() {
        return ready;
    }

    long pid() {
        return process.pid();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Sends a signal by its name, such as {@code TERM}. */
    void signal(final String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("broker still running after %d s".formatted(DEADLINE_SECONDS));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
