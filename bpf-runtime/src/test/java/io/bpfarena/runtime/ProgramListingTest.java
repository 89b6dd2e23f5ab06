package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Assembler;
import io.bpfarena.runtime.isa.GoldenFile;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.program.ProgramListing;
import io.bpfarena.runtime.program.ProgramListing.Detail;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The golden files of chained and direct are what bpftool 7.1 prints of them on Linux 6.18, with names in the place of
 * prototypes, of programs' tags and of maps' ids. The others have what the kernel rewrites: loops, arena casts.
 */
class ProgramListingTest {
    private static ProgramListing listing(final String object, final String program) throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                LoadedObject loaded = runtime.load(BpfObject.open(object, TestObjects.bytes(object)))) {
            return ProgramListing.of(
                    loaded.program(program).orElseThrow().linked(), FunctionTable.standard());
        }
    }

    @ParameterizedTest
    @CsvSource({"calls, chained", "calls, direct", "calls, loop", "arena, walk"})
    void shouldListFunctionsAndSourceLines(final String object, final String program) throws Exception {
        final ProgramListing listing = listing(object, program);
        assertEquals(GoldenFile.read("/listings/" + object + "-" + program + ".txt"),
                listing.text(Set.of(Detail.LINUM)));
        assertEquals(GoldenFile.read("/listings/" + object + "-" + program + ".txt")
                .replaceAll(" \\[file:.*]\n", "\n"), listing.text(Set.of()));
    }

    @Test
    void shouldListOpcodes() throws Exception {
        final ProgramListing listing = listing("calls", "loop");
        assertEquals(GoldenFile.read("/listings/calls-loop-opcodes.txt"), listing.text(EnumSet.of(Detail.OPCODES)));
    }

    @Test
    void shouldListBytecodeWithoutLines() throws Exception {
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                LoadedObject loaded = runtime.load("bytes", Assembler.assemble("""
                        call one
                        exit
                        one: r1 = 5 ll
                        call 5
                        exit""").instructions())) {
            final ProgramListing listing =
                    ProgramListing.of(loaded.programs().getFirst().linked(), FunctionTable.standard());
            assertEquals("""
                    bytes:
                       0: (85) call pc+1#subprog_2
                       1: (95) exit
                    subprog_2:
                       2: (18) r1 = 0x5
                       4: (85) call bpf_ktime_get_ns#5
                       5: (95) exit
                    """, listing.text(Set.of()));
            assertEquals(List.of(0, 1, 2, 4, 5), listing.lines().stream().map(ProgramListing.Line::slot).toList());
            assertEquals("18 01 00 00 05 00 00 00\n00 00 00 00 00 00 00 00",
                    HexText.write(listing.lines().get(2).slots()));
        }
    }
}
