package io.bpfarena.integration.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * A directory that looks to the launcher like a checkout: the launcher itself, a pom.xml, one source, and in
 * {@code bin} a {@code mvn} that counts its calls and copies a prepared distribution to where the build would put it.
 */
final class Checkout {
    private static final long DEADLINE_SECONDS = 60;

    private final Path root;
    private final Path bin;

    Checkout(final Path root) throws IOException {
        this.root = Files.createDirectories(root);
        this.bin = Files.createDirectories(root.resolveSibling("bin"));
        Files.copy(launcher(), root.resolve("arena"));
        executable(root.resolve("arena"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(source().getParent());
        Files.writeString(source(), "class Source {}");
        writeDistribution(Files.createDirectories(root.resolveSibling("prepared")));
        mavenSucceeds();
    }

    /** The launcher of this project, found from the module's own directory. */
    private static Path launcher() {
        return Path.of("").toAbsolutePath().getParent().resolve("arena");
    }

    private static void executable(final Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void writeDistribution(final Path directory) throws IOException {
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, EchoMain.class.getName());
        final String entry = EchoMain.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(directory.resolve("arena-launcher.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream in = EchoMain.class.getResourceAsStream("/" + entry)) {
            jar.putNextEntry(new ZipEntry(entry));
            in.transferTo(jar);
        }
    }

    void mavenSucceeds() throws IOException {
        maven("cp -R '" + root.resolveSibling("prepared") + "/.' '" + root + "/examples/target/arena/'");
    }

    /** Replaces what {@code mvn} does after it has counted its call. */
    void maven(final String commands) throws IOException {
        script(bin.resolve("mvn"), """
                echo built >>'%s'
                echo "output of the build"
                mkdir -p '%s/examples/target/arena'
                %s
                """.formatted(builds(), root, commands));
    }

    static void script(final Path file, final String commands) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\nset -e\n" + commands + "\n");
        executable(file);
    }

    Path root() {
        return root;
    }

    Path source() {
        return root.resolve("module/src/main/java/Source.java");
    }

    Path built() {
        return root.resolve("target/arena");
    }

    private Path builds() {
        return root.resolveSibling("builds");
    }

    int buildCount() throws IOException {
        return Files.exists(builds()) ? Files.readAllLines(builds()).size() : 0;
    }

    String log() throws IOException {
        return Files.readString(built().resolve("build.log"));
    }

    /** The published distributions, of which the launcher starts the newest. */
    List<Path> distributions() throws IOException {
        try (var files = Files.list(built())) {
            return files.filter(p -> p.getFileName().toString().startsWith("dist.")).sorted().toList();
        }
    }

    /** Starts the launcher, by the path that the checkout has. */
    Process start(final String... args) throws IOException {
        return start(root.getParent(), root.resolve("arena").toString(), Map.of(), args);
    }

    Process start(
            final Path directory, final String command, final Map<String, String> environment, final String... args)
            throws IOException {
        final List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(args));
        final ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().put("ARENA_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("ARENA_JAVA_OPTS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    Result run(final String... args) throws IOException, InterruptedException {
        return finish(start(args));
    }

    /** Waits for the end of a process and collects what it printed. */
    static Result finish(final Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after %d s".formatted(DEADLINE_SECONDS));
        }
        return new Result(process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
    }

    private static String text(final InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    record Result(int status, String out, String err) {
    }
}
