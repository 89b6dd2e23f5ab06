package io.bpfarena.integration.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Operation;
import io.bpfarena.runtime.map.MapType;
import io.bpfarena.runtime.program.ProgramType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParityDocumentTest {
    private static final String TICK = "✔";
    private static final String GAP = "–";

    private static List<Path> testSources() throws IOException {
        final List<Path> sources = new ArrayList<>();
        for (final String module : List.of(
                "linux", "bpf-runtime", "client", "broker", "examples", "fuzz", "integration-tests")) {
            try (Stream<Path> files = Files.walk(Document.ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static Document document() throws IOException {
        return Document.read("docs/parity.md");
    }

    /** The names in the first column of the ticked rows of a section. */
    private static Set<String> ticked(final String section) throws IOException {
        final String text = document().text();
        final int start = text.indexOf("\n## " + section + "\n");
        assertTrue(start >= 0, section);
        final int end = text.indexOf("\n## ", start + 1);
        return new Document(section, text.substring(start, end < 0 ? text.length() : end)).rows().stream()
                .filter(row -> row.get(1).equals(TICK))
                .map(List::getFirst)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        final List<Path> sources = testSources();
        final List<String> problems = new ArrayList<>();
        final List<TestReference> references = TestReference.in(document().text());
        for (final TestReference reference : references) {
            reference.problem(sources).ifPresent(problems::add);
        }

        assertTrue(references.size() > 100, () -> "references: " + references.size());
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldTickOnlyWhatATestProves() throws IOException {
        for (final List<String> row : document().rows()) {
            final String state = row.get(row.size() - 2);
            final String proof = row.getLast();
            switch (state) {
                case TICK -> assertFalse(TestReference.in(proof).isEmpty(), row::toString);
                case GAP -> assertTrue(TestReference.in(proof).isEmpty() && !proof.isEmpty(), row::toString);
                default -> throw new AssertionError("neither tick nor gap: " + row);
            }
        }
    }

    @Test
    void shouldNotFindATestThatDoesNotExist() throws IOException {
        final List<Path> sources = testSources();
        for (final String wrong : List.of(
                "`NobodyTest#shouldBeThere`",
                "`ParityDocumentTest#shouldNotBeThere`",
                "`ParityDocumentTest#ticked`",
                "`ArenaRulesTest#shouldDoAsTheKernel: no such rule`",
                "`IsaTest#shouldDoWhatTheInstructionSetSays: AluCases.nothing`",
                "`IsaTest#shouldDoWhatTheInstructionSetSays: NoCases.sums`")) {
            assertTrue(TestReference.in(wrong).getFirst().problem(sources).isPresent(), wrong);
        }
    }

    @Test
    void shouldTickEveryMapTypeThatThereIs() throws IOException {
        assertEquals(Arrays.stream(MapType.values()).map(MapType::label).collect(Collectors.toSet()), ticked("Maps"));
    }

    @Test
    void shouldTickEveryHelperAndKfuncThatThereIs() throws IOException {
        final List<FunctionTable.Entry> entries = FunctionTable.standard().entries();
        assertEquals(names(entries, false), ticked("Helpers"));
        assertEquals(names(entries, true), ticked("kfuncs"));
    }

    private static Set<String> names(final List<FunctionTable.Entry> entries, final boolean kfuncs) {
        return entries.stream().filter(entry -> entry.isKfunc() == kfuncs).map(FunctionTable.Entry::name)
                .collect(Collectors.toSet());
    }

    @Test
    void shouldTickEveryProgramTypeThatThereIs() throws IOException {
        assertEquals(Arrays.stream(ProgramType.values()).map(ProgramType::label).collect(Collectors.toSet()),
                ticked("Program types"));
    }

    @Test
    void shouldNameEveryKindOfInstruction() throws IOException {
        final Set<String> kinds = Arrays.stream(Operation.class.getPermittedSubclasses()).map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        final Set<String> documented = document().rows().stream().filter(row -> row.size() == 4)
                .map(row -> row.get(1)).collect(Collectors.toCollection(TreeSet::new));
        kinds.add("Operation");

        assertEquals(kinds, documented);
    }
}
