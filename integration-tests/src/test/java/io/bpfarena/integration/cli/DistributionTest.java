package io.bpfarena.integration.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfarena.examples.ChangeContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build leaves in examples/target/arena, copied somewhere else and started there. */
class DistributionTest {
    private static final Path BUILT = Path.of("").toAbsolutePath().resolveSibling("examples/target/arena");

    @TempDir
    private Path temporary;
    private Path installed;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.exists(BUILT.resolve("arena-launcher.jar")), "not packaged: run mvn verify, not mvn test");
        installed = temporary.resolve("in stalled");
        try (Stream<Path> files = Files.walk(BUILT)) {
            for (final Path file : files.toList()) {
                Files.copy(file, installed.resolve(BUILT.relativize(file).toString()));
            }
        }
    }

    private Invoked start(final byte[] input, final Object... args) throws IOException, InterruptedException {
        final List<String> line = new ArrayList<>(List.of(installed.resolve("arena").toString()));
        Stream.of(args).map(Object::toString).forEach(line::add);
        final Path out = temporary.resolve("out");
        final Path err = temporary.resolve("err");
        final ProcessBuilder builder = new ProcessBuilder(line).directory(temporary.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("ARENA_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("ARENA_JAVA_OPTS");
        final Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after 60 s: " + line);
        }
        return new Invoked(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldBeCompleteWhereverItStands() throws Exception {
        final Invoked version = start(new byte[0], "--version");

        assertAll(
                () -> assertEquals(0, version.status(), version.err()),
                () -> assertTrue(version.out().startsWith("arena "), version.out()),
                () -> assertEquals("", version.err()));
    }

    @Test
    void shouldEndWithTheStatusOfTheCommand() throws Exception {
        assertEquals(2, start(new byte[0], "nonsense").status());
        assertEquals(1, start(new byte[0], "prog", "run", "missing.bpf.o", "main").status());
    }

    @Test
    void shouldGiveTheJvmTheOptionsThatAClientNeeds() throws Exception {
        final Invoked status = start(new byte[0], "broker", "status", "--dir", temporary.resolve("nobody"));

        assertEquals(1, status.status());
        assertTrue(status.err().startsWith("arena: no broker in " + temporary.resolve("nobody")), status.err());
    }

    @Test
    void shouldReadAndWriteContextsThroughStandardStreams() throws Exception {
        final Path object = temporary.resolve("linked_list.bpf.o");
        Files.copy(BUILT.getParent().resolve("classes/bpf/linked_list.bpf.o"), object);
        final Invoked run = start(ChangeContext.request(7),
                "prog", "run", object, "list_build", "--ctx-in", "-", "--ctx-out", "-");

        assertEquals(0, run.status(), run.err());
        assertEquals("", run.err());
        assertEquals(7, ChangeContext.of(run.out().getBytes(StandardCharsets.ISO_8859_1)).changed());
    }
}
