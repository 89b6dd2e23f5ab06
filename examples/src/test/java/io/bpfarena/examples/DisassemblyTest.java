package io.bpfarena.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The listing of the objects against the one that llvm-objdump made of them (bpf-runtime's src/test/text/golden.sh). */
class DisassemblyTest {
    @ParameterizedTest
    @EnumSource(Structure.class)
    void shouldListWhatLlvmLists(final Structure structure) throws IOException, ObjectFormatException {
        final String name = structure.structureName();
        final String listing = BpfObject.open(name, resource(structure.objectResource())).disassembly();
        final String golden = new String(resource("/disassembly/" + name + ".txt"), StandardCharsets.UTF_8);
        // LLVM prints calls of subprograms as it prints those of helpers.
        assertEquals(golden, listing.replaceAll("(?m)\tcall pc\\+?(-?0x[0-9a-f]+)$", "\tcall $1"));
    }

    private static byte[] resource(final String path) throws IOException {
        try (InputStream in = DisassemblyTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
