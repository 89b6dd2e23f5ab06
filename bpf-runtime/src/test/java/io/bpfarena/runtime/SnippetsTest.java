package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The snippets of the packages' documentation, compiled and run as they stand there. */
class SnippetsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path OBJECTS = Path.of("src/test/resources/objects");
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

    private static final String LINKED = "LinkedProgram linked = new LinkedProgram(\"demo\", \"syscall\", "
            + "ProgramType.SYSCALL, Assembler.assemble(\"exit\").instructions(), "
            + "List.of(new LinkedProgram.Subprogram(\"demo\", 0)), List.of(), List.of(), List.of()); ";

    @TempDir
    private Path directory;

    /** package, what the snippet takes for granted, what it prints. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "io.bpfarena.runtime        | Path path = Path.of(args[0], \"counter.bpf.o\"); | 0 3 3",
        "io.bpfarena.runtime.isa    | `` | r0 = 0x2a,(b7) r0 = 42",
        "io.bpfarena.runtime.elf    | byte[] bytes = Files.readAllBytes(Path.of(args[0], \"counter.bpf.o\")); "
                + "| 0 step,24 counter",
        "io.bpfarena.runtime.btf    | ElfObject elf = ElfObject.read(Files.readAllBytes("
                + "Path.of(args[0], \"arena.bpf.o\"))); ByteBuffer section = elf.section(\".BTF\").get().data(); "
                + "ByteBuffer extSection = elf.section(\".BTF.ext\").get().data(); "
                + "| struct node 16,SEC(\"syscall\") int build(struct args *args)",
        "io.bpfarena.runtime.loader | byte[] bytes = Files.readAllBytes(Path.of(args[0], \"arena.bpf.o\")); "
                + "ArenaPlacement placement = new ArenaPlacement(); MapFactory maps = new MapFactory((name, wanted) -> "
                + "ArenaCreation.create(\"list\", name, wanted, PrivateArenaMemory::create, placement)); | 1000",
        "io.bpfarena.runtime.packet | byte[] bytes = new byte[64]; var memory = Arena.global().allocate(24, 8); | true",
        "io.bpfarena.runtime.arena  | MapAttributes attributes = new MapAttributes(33, 0, 0, 10, 0x400, 0, 0); "
                + "| ALLOCATED",
        "io.bpfarena.runtime.map    | MapFactory.MapConstructor arenas = (name, wanted) -> null; "
                + "long keyAddress = Arena.global().allocate(4).address(); "
                + "long valueAddress = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 42).address(); | 32 42",
        "io.bpfarena.runtime.async  | CompletableFuture<String> fired = new CompletableFuture<>(); "
                + "BpfMap map = new MapFactory((name, wanted) -> null).create(\"demo\", "
                + "new MapAttributes(2, 4, 16, 1, 0, 0, 0).withFields(SpecialFields.of("
                + "new SpecialFields.Place(SpecialField.TIMER, 0)))); long value = map.directValueAddress(0); "
                + "| demo on CPU 2",
        "io.bpfarena.runtime.btf.core | ElfObject elf = ElfObject.read(Files.readAllBytes("
                + "Path.of(args[0], \"core.bpf.o\"))); Btf btf = Btf.read(elf.section(\".BTF\").get().data()); "
                + "BtfExt ext = BtfExt.read(elf.section(\".BTF.ext\").get().data(), btf); "
                + "String section = \"syscall\"; "
                + "BtfExt.CoreRelocation relocation = ext.coreRelocations().get(section).getFirst(); "
                + "ByteBuffer code = elf.section(section).get().data(); ByteBuffer vmlinux = ElfObject.read("
                + "Files.readAllBytes(Path.of(args[0], \"target/moved.bpf.o\"))).section(\".BTF\").get().data(); "
                + "| Instruction[code=183, dst=2, src=0, offset=0, imm=80] Optional.empty",
        "io.bpfarena.runtime.helper | `` | 42",
        "io.bpfarena.runtime.memory | long address = Arena.global().allocate(64, 8).address(); | 42",
        "io.bpfarena.runtime.stream | BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context()); "
                + "LoadedObject object = runtime.load(BpfObject.open(\"streams\", "
                + "Files.readAllBytes(Path.of(args[0], \"streams.bpf.o\")))); | 0 of 0",
        "io.bpfarena.runtime.program | " + LINKED + "long contextLength = 8; "
                + "long contextAddress = Arena.global().allocate(8).address(); | 0, faults: []",
        "io.bpfarena.runtime.interpreter | " + LINKED + "| 0",
    })
    void shouldCompileAndRunAsDocumented(final String name, final String before, final String printed)
            throws Exception {
        final String text = Files.readString(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java"));
        final Matcher snippet = SNIPPET.matcher(text);
        assertTrue(snippet.find(), "no snippet in " + name);
        final String body = snippet.group(1).replaceAll("(?m)^ \\* ?", "");
        Files.writeString(directory.resolve("Snippet.java"), source(before + "\n" + body));
        compile();
        assertEquals(printed, run().strip().replace("\n", ","));
    }

    @Test
    void shouldHaveASnippetForEachPackage() throws Exception {
        final String[] rows = SnippetsTest.class.getDeclaredMethod(
                "shouldCompileAndRunAsDocumented", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class).value();
        final Set<String> run = Arrays.stream(rows).map(row -> row.split("\\|")[0].strip()).collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(SOURCES)) {
            final Set<String> packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toSet());
            assertEquals(packages, run);
        }
    }

    private static String source(final String body) {
        return """
                import io.bpfarena.runtime.*;
                import io.bpfarena.runtime.arena.*;
                import io.bpfarena.runtime.async.*;
                import io.bpfarena.runtime.btf.*;
                import io.bpfarena.runtime.elf.*;
                import io.bpfarena.runtime.btf.core.*;
                import io.bpfarena.runtime.helper.*;
                import io.bpfarena.runtime.interpreter.*;
                import io.bpfarena.runtime.isa.*;
                import io.bpfarena.runtime.loader.*;
                import io.bpfarena.runtime.map.*;
                import io.bpfarena.runtime.memory.*;
                import io.bpfarena.runtime.packet.*;
                import io.bpfarena.runtime.program.*;
                import io.bpfarena.runtime.stream.*;
                import java.lang.foreign.Arena;
                import java.lang.foreign.ValueLayout;
                import java.nio.ByteBuffer;
                import java.nio.file.*;
                import java.util.List;
                import java.util.Optional;
                import java.util.concurrent.*;

                public class Snippet {
                    public static void main(String[] args) throws Exception {
                %s
                    }
                }
                """.formatted(body);
    }

    private void compile() throws Exception {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            final boolean compiled = compiler.getTask(messages, files, null,
                    List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")), null,
                    files.getJavaFileObjects(directory.resolve("Snippet.java"))).call();
            assertTrue(compiled, messages::toString);
        }
    }

    private String run() throws Exception {
        final PrintStream out = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, SnippetsTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Snippet").getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {OBJECTS.toString()});
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
