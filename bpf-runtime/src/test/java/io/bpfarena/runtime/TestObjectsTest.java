package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The committed objects are what their sources give; skipped where the compiler is not there. */
class TestObjectsTest {
    private static final int SKIPPED = 77;

    @Test
    void shouldBeWhatTheSourcesGive() throws Exception {
        final Process check = new ProcessBuilder("src/test/bpf/build", "check").redirectErrorStream(true).start();
        assertTrue(check.waitFor(100, TimeUnit.SECONDS));
        final String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(check.exitValue() != SKIPPED, said);
        assertEquals("", said);
        assertEquals(0, check.exitValue());
    }
}
