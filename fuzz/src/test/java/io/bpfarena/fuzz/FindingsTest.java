package io.bpfarena.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What fuzzing found, once more: each object in {@code src/test/resources/findings} made a target fail before it was
 * mended. The targets see the seeds as well, and some scripts at random.
 */
class FindingsTest {
    private static final Path FINDINGS = Path.of("src/test/resources/findings");
    private static final int SCRIPTS = 400;
    private static final int SCRIPT_LENGTH = 24;

    static List<Path> findings() throws IOException {
        try (Stream<Path> files = Files.list(FINDINGS)) {
            return files.filter(file -> file.toString().endsWith(".o.gz")).sorted().toList();
        }
    }

    static List<Path> seeds() {
        return Seeds.files();
    }

    /** Findings are large and of one pattern, so they are kept compressed. */
    private static byte[] bytes(final Path object) throws IOException {
        if (!object.toString().endsWith(".gz")) {
            return Seeds.bytes(object);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(object))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource({"findings", "seeds"})
    void shouldLoadOrRefuseWithinTheBudget(final Path object) throws IOException {
        final byte[] bytes = bytes(object);
        assertDoesNotThrow(() -> ObjectFuzzer.fuzzerTestOneInput(bytes));
    }

    @ParameterizedTest
    @MethodSource({"findings", "seeds"})
    void shouldRunWithinTheBudget(final Path object) throws IOException {
        final byte[] bytes = bytes(object);
        assertDoesNotThrow(() -> ProgramFuzzer.fuzzerTestOneInput(bytes));
    }

    @Test
    void shouldSurviveDamageToTheirParts() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SCRIPTS; i++) {
            final byte[] script = new byte[SCRIPT_LENGTH];
            random.nextBytes(script);
            assertDoesNotThrow(() -> ObjectFuzzer.fuzzerTestOneInput(script), () -> "seed " + seed);
        }
    }

    /** Each takes some memory to prepare, and an object of a megabyte could have twenty thousand. */
    @Test
    void shouldRefuseMoreProgramsThanAnObjectCanHave() throws IOException {
        final byte[] bytes = bytes(FINDINGS.resolve("many_programs.o.gz"));
        final ObjectFormatException refused =
                assertThrows(ObjectFormatException.class, () -> BpfObject.open("many", bytes));
        assertTrue(refused.getMessage().contains("at most 4096 programs: 14001"), refused::getMessage);
    }

    @Test
    void shouldHaveSeeds() {
        assertTrue(Seeds.files().size() >= 30, () -> Seeds.files().toString());
    }
}
