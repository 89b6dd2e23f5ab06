package io.bpfarena.integration.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.bpfarena.examples.Structure;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import net.fornwall.jelf.ElfFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that embeds the runtime as a named module, compiled against the module's exports and run with nothing else
 * on its module path: no broker, no Aeron, no Agrona.
 */
class NamedModuleTest {
    private static final long TIMEOUT_S = 60;

    @TempDir
    private Path directory;

    @Test
    void shouldRunAsANamedModuleWithTheRuntimeAlone() throws Exception {
        final Path sources = Path.of(NamedModuleTest.class.getResource("/embedding/module-info.java").toURI()).getParent();
        final String modules = Stream.of(BpfRuntime.class, Errno.class, ElfFile.class)
                .map(NamedModuleTest::place).collect(Collectors.joining(":"));
        compile(sources, modules);
        final Path object = directory.resolve("stack.bpf.o");
        try (InputStream in = Structure.class.getResourceAsStream("/bpf/stack.bpf.o")) {
            assertNotNull(in, "bpf/stack.bpf.o is not among the examples");
            Files.copy(in, object);
        }
        final List<String> lines = run(modules, object);
        final List<String> expected = new ArrayList<>();
        for (int value = 1; value <= 10; value++) {
            expected.add("push " + value + ": 0");
        }
        expected.addAll(List.of("pages: 100", "map: arena", "errors: ''", "sum: 42",
                "module com.example.embedding in module io.bpfarena.runtime"));
        assertEquals(String.join("\n", expected), String.join("\n", lines));
    }

    private static String place(final Class<?> type) {
        final URI place = URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(place).toString();
    }

    private void compile(final Path sources, final String modules) throws Exception {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            assertTrue(compiler.getTask(messages, files, null,
                    List.of("-Xlint:all,-classfile", "-Werror", "-p", modules,
                            "-d", directory.resolve("classes").toString()), null,
                    files.getJavaFileObjects(sources.resolve("module-info.java"),
                            sources.resolve("com/example/embedding/Main.java"))).call(), messages::toString);
        }
    }

    private List<String> run(final String modules, final Path object) throws Exception {
        final Path output = directory.resolve("output");
        final Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-XX:+UseSerialGC", "--illegal-native-access=deny",
                "--enable-native-access=io.bpfarena.runtime,io.bpfarena.linux",
                "-p", directory.resolve("classes") + ":" + modules,
                "-m", "com.example.embedding/com.example.embedding.Main", object.toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            fail("still running after " + TIMEOUT_S + " s: " + Files.readString(output));
        }
        assertEquals(0, process.exitValue(), () -> read(output));
        final List<String> lines = Files.readAllLines(output);
        assertFalse(lines.isEmpty());
        return lines;
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
