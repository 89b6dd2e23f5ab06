package io.bpfarena.integration.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    @TempDir
    private Path temporary;
    private Checkout checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = new Checkout(temporary.resolve("a checkout"));
    }

    @Test
    void shouldBuildOnFirstUseOnly() throws Exception {
        final Checkout.Result first = checkout.run("one", "two words", "");
        final Checkout.Result second = checkout.run("again");

        assertAll(
                () -> assertEquals(0, first.status(), first.err()),
                () -> assertTrue(first.out().startsWith("arg [one]\narg [two words]\narg []\n"), first.out()),
                () -> assertTrue(first.err().matches(
                        "arena: building, .* \\(log: .*/target/arena/build.log\\) \\.\\.\\. done in \\d+ s\n"),
                        first.err()),
                () -> assertEquals("", second.err()),
                () -> assertTrue(second.out().startsWith("arg [again]\n"), second.out()),
                () -> assertEquals(1, checkout.buildCount()),
                () -> assertTrue(checkout.log().contains("output of the build")));
    }

    @Test
    void shouldBuildAgainWhenASourceIsNewer() throws Exception {
        checkout.run();
        Files.setLastModifiedTime(checkout.source(), FileTime.from(Instant.now().plusSeconds(1)));
        final Checkout.Result second = checkout.run();

        assertEquals(0, second.status(), second.err());
        assertEquals(2, checkout.buildCount());
        assertEquals(1, checkout.distributions().size());
    }

    @Test
    void shouldBuildAgainWhenASourceWasRemoved() throws Exception {
        checkout.run();
        // What removing a file does to its directory, a second later so that no clock is too coarse to see it.
        Files.delete(checkout.source());
        Files.setLastModifiedTime(checkout.source().getParent(), FileTime.from(Instant.now().plusSeconds(1)));
        checkout.run();

        assertEquals(2, checkout.buildCount());
    }

    @Test
    void shouldKeepWhatARunningProcessUses() throws Exception {
        final Process running = checkout.start("wait");
        final BufferedReader out = running.inputReader();
        assertEquals("arg [wait]", out.readLine());
        final Path inUse = checkout.distributions().getFirst();

        Files.setLastModifiedTime(checkout.source(), FileTime.from(Instant.now().plusSeconds(1)));
        checkout.run();
        final List<Path> during = checkout.distributions();
        Checkout.finish(running);
        Files.setLastModifiedTime(checkout.source(), FileTime.from(Instant.now().plusSeconds(2)));
        checkout.run();
        final List<Path> after = checkout.distributions();

        assertEquals(2, during.size(), during::toString);
        assertTrue(during.contains(inUse), during::toString);
        assertEquals(1, after.size(), after::toString);
        assertNotEquals(inUse, after.getFirst());
    }

    @Test
    void shouldBuildOnceWhenStartedConcurrently() throws Exception {
        final List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(checkout.start("number", Integer.toString(i)));
        }
        for (int i = 0; i < 4; i++) {
            final Checkout.Result result = Checkout.finish(processes.get(i));
            assertEquals(0, result.status(), result.err());
            assertTrue(result.out().startsWith("arg [number]\narg [" + i + "]\n"), result.out());
        }
        assertEquals(1, checkout.buildCount());
    }

    @Test
    void shouldWorkThroughSymbolicLinksFromAnywhere() throws Exception {
        final Path elsewhere = Files.createDirectories(temporary.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("absolute"), checkout.root().resolve("arena"));
        Files.createSymbolicLink(elsewhere.resolve("relative link"), Path.of("absolute"));

        final Checkout.Result result = Checkout.finish(checkout.start(elsewhere, "./relative link", Map.of(), "x"));

        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().startsWith("arg [x]\n"), result.out());
    }

    @Test
    void shouldNameTheLogOfAFailedBuild() throws Exception {
        checkout.maven("echo 'no such luck'; exit 3");
        final Checkout.Result result = checkout.run("x");

        assertEquals(1, result.status());
        assertEquals("", result.out());
        assertTrue(result.err().endsWith("arena: the build failed; the reason is at the end of "
                + checkout.built().resolve("build.log") + "\n"), result.err());
        assertTrue(checkout.log().contains("no such luck"));
        assertEquals(List.of(), checkout.distributions());
    }

    @Test
    void shouldRecoverAfterAFailedBuild() throws Exception {
        checkout.maven("exit 3");
        checkout.run();
        checkout.mavenSucceeds();

        assertEquals(0, checkout.run().status());
    }

    @Test
    void shouldEndTheBuildWhenTerminated() throws Exception {
        final Path pid = temporary.resolve("pid");
        // exec, so that the build is one process, as Maven's is.
        checkout.maven("echo $$ >'" + pid + ".new'; mv '" + pid + ".new' '" + pid + "'; exec sleep 300");
        final Process launcher = checkout.start();
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(pid)) {
            assertTrue(launcher.isAlive() && System.nanoTime() - deadline < 0, "has not begun to build");
            Thread.onSpinWait();
        }
        final ProcessHandle build = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        launcher.toHandle().destroy();

        assertEquals(143, Checkout.finish(launcher).status());
        build.onExit().get(30, TimeUnit.SECONDS);
        assertFalse(build.isAlive());
    }

    @Test
    void shouldSayThatTheCheckoutCannotBeWritten() throws Exception {
        // A file where the directory should be: nobody can write there, not even root.
        Files.writeString(checkout.root().resolve("target"), "");
        final Checkout.Result result = checkout.run("x");

        assertEquals(1, result.status());
        assertEquals("arena: has to build the project, but cannot write to " + checkout.built()
                + ": run it once as somebody who can, or work on a copy\n", result.err());
    }

    @Test
    void shouldRefuseAJavaHomeThatIsNone() throws Exception {
        final Checkout.Result result = Checkout.finish(checkout.start(
                temporary, checkout.root().resolve("arena").toString(), Map.of("ARENA_JAVA_HOME", "/no/where")));

        assertEquals(1, result.status());
        assertEquals("arena: ARENA_JAVA_HOME=/no/where is not a JDK 25 or later: set it to one, or unset it\n",
                result.err());
    }

    @Test
    void shouldPassOverAnOldJava() throws Exception {
        final Path old = temporary.resolve("jdk-17");
        for (final String program : List.of("bin/java", "bin/javac")) {
            Checkout.script(old.resolve(program), "exit 1");
        }
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"17.0.15\"\n");
        // The JDK of this test is offered second, in PATH.
        final String home = System.getProperty("java.home");
        final Checkout.Result result = Checkout.finish(checkout.start(
                temporary, checkout.root().resolve("arena").toString(),
                Map.of("ARENA_JAVA_HOME", "", "JAVA_HOME", old.toString(),
                        "PATH", temporary.resolve("bin") + ":" + home + "/bin:/usr/bin:/bin")));

        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("java " + Path.of(home).toRealPath()), result.out());
    }

    @Test
    void shouldHandOnTheExitStatus() throws Exception {
        assertEquals(42, checkout.run("exit", "42").status());
    }

    @ParameterizedTest
    @CsvSource({"--version, false", "prog list, false", "prog run, true", "broker start, true", "demo, true"})
    void shouldKeepTheOptimisingCompilerForWhatRunsLong(final String command, final boolean optimising)
            throws Exception {
        final Checkout.Result result = checkout.run(command.split(" "));

        assertEquals(!optimising, result.out().contains("-XX:TieredStopAtLevel=1"), result.out());
    }

    @Test
    void shouldStartWithACacheAndWithoutAWordWhenItDoesNotFit() throws Exception {
        checkout.run();
        final Path distribution = checkout.distributions().getFirst();
        final Checkout.Result fitting = checkout.run("x");
        Files.setLastModifiedTime(distribution.resolve("arena-launcher.jar"), FileTime.from(Instant.EPOCH));
        final Checkout.Result other = checkout.run("x");

        assertTrue(fitting.out().contains("-XX:AOTCache=" + distribution), fitting.out());
        assertEquals(0, other.status(), other.err());
        assertEquals("", other.err());
    }

    @Test
    void shouldMakeTheCacheAnewForAnotherJava() throws Exception {
        checkout.run();
        final Path distribution = checkout.distributions().getFirst();
        // As if the one that is there were of another Java.
        final Path cache;
        try (var files = Files.list(distribution)) {
            cache = files.filter(p -> p.toString().endsWith(".aot")).findFirst().orElseThrow();
        }
        Files.move(cache, distribution.resolve("1.0.aot"));
        final Checkout.Result result = checkout.run("x");

        assertEquals("", result.err());
        assertTrue(Files.size(cache) > 0);
        assertEquals(1, checkout.buildCount());
    }

    @Test
    void shouldPassOptionsOfTheUserOn() throws Exception {
        final Checkout.Result result = Checkout.finish(checkout.start(temporary,
                checkout.root().resolve("arena").toString(),
                Map.of("ARENA_JAVA_OPTS", "-Xmx77m -XX:+UseParallelGC")));

        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("-Xmx77m"), result.out());
        assertFalse(result.out().contains("-XX:+UseSerialGC"), result.out());
    }

    @Test
    void shouldStartAnInstalledDistributionWithoutBuilding() throws Exception {
        final Path installed = temporary.resolve("prepared");
        Files.copy(checkout.root().resolve("arena"), installed.resolve("arena"));
        final Checkout.Result result = Checkout.finish(
                checkout.start(temporary, installed.resolve("arena").toString(), Map.of(), "x"));

        assertEquals(0, result.status(), result.err());
        assertEquals(0, checkout.buildCount());
    }
}
