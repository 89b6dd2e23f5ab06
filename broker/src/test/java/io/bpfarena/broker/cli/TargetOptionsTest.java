package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.TestObjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --btf} and {@code --kconfig}: what an object is to run on. */
class TargetOptionsTest {
    @TempDir
    private Path temporary;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String object;
    private String context;
    private String kconfig;

    @BeforeEach
    void writeFiles() throws IOException {
        object = Files.write(temporary.resolve("depends.bpf.o"), TestObjects.depends()).toString();
        context = Files.write(temporary.resolve("ctx"), new byte[] {1, 0, 0, 0, 40, 0, 0, 0}).toString();
        kconfig = Files.writeString(temporary.resolve("config"), "# a kernel\nCONFIG_HZ=2\n").toString();
    }

    private int arena(final String... args) {
        return ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    @Test
    void shouldRunOnTypesAndSettingsFromFiles() {
        assertEquals(ExitStatus.OK, arena("prog", "run", object, "second", "--ctx-in", context, "--btf", object,
                "--kconfig", kconfig), err::toString);
        assertTrue(out.toString().startsWith("return value: 42\n"), out::toString);
    }

    @Test
    void shouldDumpTheProgramAsItIsOnTheTarget() {
        assertEquals(ExitStatus.OK, arena("prog", "dump", "xlated", object, "second", "--btf", object,
                "--kconfig", kconfig), err::toString);
        assertTrue(out.toString().contains("*(u32 *)(r1 +4)"), out::toString);
    }

    @Test
    void shouldSayThatAnObjectNeedsATarget() {
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "second"));
        assertTrue(err.toString().contains("struct target.second (0:1 @ offset 4) depends on types of a target, but no "
                + "target BTF was given"), err::toString);
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "second", "--btf", object));
        assertTrue(err.toString().contains(
                "extern 'CONFIG_HZ' (strong): not resolved; no kernel configuration was given"), err::toString);
    }

    @Test
    void shouldSayWhatIsWrongWithTheFiles() {
        final String missing = temporary.resolve("missing").toString();
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "second", "--btf", missing));
        assertTrue(err.toString().contains("BTF " + missing + " does not exist"), err::toString);
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "second", "--kconfig", missing));
        assertTrue(err.toString().contains("kernel configuration " + missing + " does not exist"), err::toString);
        assertEquals(ExitStatus.FAILED, arena("prog", "run", object, "second", "--btf", context));
        assertTrue(err.toString().contains("BTF " + context + ": "), err::toString);
    }

    @Test
    void shouldNotChangeTheTargetOfWhatABrokerHasLoaded() {
        assertEquals(ExitStatus.USAGE,
                arena("prog", "run", object, "second", "--dir", temporary.toString(), "--btf", object));
        assertTrue(err.toString().contains("--btf and --kconfig do not go with --dir"), err::toString);
    }
}
