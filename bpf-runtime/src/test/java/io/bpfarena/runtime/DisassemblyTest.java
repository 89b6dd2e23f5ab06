package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.GoldenFile;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The listing of objects against the one that llvm-objdump made of them (src/test/text/golden.sh). */
class DisassemblyTest {
    /** Where in the file calls.bpf.o has its two code sections. */
    private static final int CODE = 0x40;
    private static final int CODE_LENGTH = 0x1d8;

    static List<String> names() {
        return Stream.of(TestObjects.NAMES.stream(), TestObjects.HELPERS.stream(), kernelNames())
                .flatMap(names -> names).toList();
    }

    /** LLVM 19 takes load_acquire and store_release for what they are not. */
    private static Stream<String> kernelNames() {
        return TestObjects.KERNEL_NAMES.stream().filter(name -> !name.equals("arena_order"))
                .map(name -> "kernel/" + name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldListWhatLlvmLists(final String name) throws ObjectFormatException {
        final String listing =
                BpfObject.open(name, TestObjects.bytes(name.replace("kernel/", "kernel/v4/"))).disassembly();
        assertEquals(GoldenFile.read("/disassembly/" + name + ".txt"), withoutPc(listing));
    }

    /** LLVM prints calls of subprograms as it prints those of helpers. */
    private static String withoutPc(final String listing) {
        return listing.replaceAll("(?m)\tcall pc\\+?(-?0x[0-9a-f]+)$", "\tcall $1");
    }

    @Test
    void shouldTellCallsOfSubprogramsFromThoseOfHelpers() throws ObjectFormatException {
        final String listing = BpfObject.open("calls", TestObjects.bytes("calls")).disassembly();
        assertTrue(listing.contains("\tcall pc-0xd\n"), listing);
        assertTrue(listing.contains("\tcall 0xb5\n"), listing);
    }

    /** Whatever code the reader accepts can be listed: each slot that is no instruction as a number. */
    @Test
    void shouldListDamagedCode() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final byte[] intact = TestObjects.bytes("calls");
        int listed = 0;
        for (int round = 0; round < 500; round++) {
            final byte[] bytes = intact.clone();
            for (int i = 0; i < 4; i++) {
                bytes[CODE + random.nextInt(CODE_LENGTH)] = (byte) random.nextInt();
            }
            try {
                final String listing = BpfObject.open("calls", bytes).disassembly();
                assertTrue(listing.startsWith("Disassembly of section .text:\n\n0000000000000000 <twice_plus_one>:\n"),
                        "seed " + seed + "\n" + listing);
                listed++;
            } catch (final ObjectFormatException e) {
                // A call or a load that its relocation does not fit any more.
            }
        }
        assertTrue(listed > 100, "only " + listed + " of 500 could be opened, seed " + seed);
    }
}
