package io.bpfarena.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The listing of each object against the one that llvm-objdump made of it (bpf-runtime's src/test/text/golden.sh). */
class DisassemblyTest {
    private static final Path OBJECTS = Path.of("src/main/resources/bpf");
    private static final Path LISTINGS = Path.of("src/test/resources/disassembly");
    private static final String SUFFIX = ".bpf.o";

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(OBJECTS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length())).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldListWhatLlvmLists(final String name) throws IOException, ObjectFormatException {
        final Path golden = LISTINGS.resolve(name + ".txt");
        assertTrue(Files.exists(golden), () -> golden + " is not there; bpf-runtime/src/test/text/golden.sh makes it");
        final String listing = BpfObject.open(name, Files.readAllBytes(OBJECTS.resolve(name + SUFFIX))).disassembly();
        // LLVM prints calls of subprograms as it prints those of helpers.
        assertEquals(Files.readString(golden), listing.replaceAll("(?m)\tcall pc\\+?(-?0x[0-9a-f]+)$", "\tcall $1"));
    }
}
