package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Assembler;
import io.bpfarena.runtime.isa.AssemblyException;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.program.LinkedProgram.Subprogram;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytecode that comes without an object. */
class BytecodeTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().functions(FunctionTable.builder()
            .addAll(FunctionTable.standard())
            .helper(9001, "plus_one", "u64 plus_one(u64 n)", (context, r1, r2, r3, r4, r5) -> r1 + 1)
            .build()));

    @AfterEach
    void close() {
        runtime.close();
    }

    private LoadedProgram load(final String text) throws AssemblyException, LoadException {
        return runtime.load("bytes", Assembler.assemble(text).instructions()).programs().getFirst();
    }

    private long run(final String text, final byte... memory) throws Exception {
        return load(text).run(memory).r0();
    }

    @Test
    void shouldRunWithMemoryAndItsLength() throws Exception {
        final byte[] memory = {1, 2, 3};
        assertEquals(0x0303, run("""
                r0 = *(u8 *)(r1 + 2)
                r2 <<= 8
                r0 |= r2
                *(u8 *)(r1 + 0) = 9
                exit""", memory));
        assertEquals(9, memory[0]);
    }

    @Test
    void shouldGiveZerosWithoutMemory() throws Exception {
        assertEquals(0, run("r0 = r1; r0 |= r2; exit"));
    }

    @Test
    void shouldCallHelpersByNumber() throws Exception {
        assertEquals(42, run("r1 = 41; call 9001; exit"));
    }

    @Test
    void shouldCallItsOwnSubprograms() throws Exception {
        final LoadedProgram program = load("""
                    r1 = 20
                    call double
                    r6 = r0
                    r2 = add ll
                    r1 = r6
                    callx r2
                    exit
                double:
                    r0 = r1; r0 += r1
                    exit
                add:
                    r0 = r1; r0 += 2
                    exit""");
        assertEquals(42, program.run(new byte[0]).r0());
        assertEquals(List.of(new Subprogram("bytes", 0), new Subprogram("subprog_8", 8),
                new Subprogram("subprog_11", 11)), program.linked().subprograms());
    }

    @Test
    void shouldLoadWideNumbers() throws Exception {
        assertEquals(0x1122334455667788L, run("r0 = 0x1122334455667788 ll; exit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            r1 = map[id:0]; exit              | 0: refers to a map (ld_imm64 with src 1), which only
            r0 = 0; r1 = map[id:3][0]+4; exit | 1: refers to a map's value (ld_imm64 with src 2), which only
            ld_pseudo r1, 3, 5; exit          | 0: refers to a kernel variable (ld_imm64 with src 3), which only
            call kernel-function#7; exit      | 0: refers to a kfunc, number 7, which only
            call 100000; exit                 | 0: invalid func unknown#100000: there is no helper of that number
            .8byte 0xff; exit                 | 0: unknown opcode ff
            r0 = 0; .8byte 0x18               | 1: invalid bpf_ld_imm64 insn: its second slot is missing
            r0 = 0                            | 0: last insn is not an exit or jmp
            ""                                | 0: program must have 1 to 1000000 instructions: 0
            call pc+7; exit                   | 0: call to invalid destination: no subprogram starts at insn 8
            goto +7; exit                     | 0: jump out of range from insn 0 to 8
            r1 = addr_space_cast(r2, 0, 1); exit | 0: addr_space_cast insn can only be used in a program that has
            """)
    void shouldRefuseWhatItCannotRun(final String text, final String message) throws AssemblyException {
        final String found = assertThrows(LoadException.class, () -> load(text)).getMessage();
        assertTrue(found.startsWith("prog bytes: instruction " + message), found);
        assertEquals(List.of(), runtime.objects());
    }

    @Test
    void shouldSayWhoCouldBringAlongAMap() {
        assertEquals("prog bytes: instruction 0: refers to a map (ld_imm64 with src 1), which only an object file can "
                + "bring along (EINVAL)",
                assertThrows(LoadException.class, () -> load("r1 = map[id:0]; exit")).getMessage());
    }

    @Test
    void shouldFaultOutsideItsMemory() throws Exception {
        final LoadedProgram program = load("r0 = *(u64 *)(r1 + 0); exit");
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> program.run(new byte[7]));
        assertTrue(e.getMessage().endsWith("in (79) r0 = *(u64 *)(r1 +0) in bytes at instruction 0"), e::getMessage);
    }

    @Test
    void shouldAnswerRandomBytecodeWithItsOwnExceptionsAlone() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            final List<Instruction> slots = random.longs(1 + random.nextInt(5))
                    .mapToObj(slot -> Instruction.decode(random.nextBoolean() ? slot : slot & 0xFFFF)).toList();
            try (LoadedObject object = runtime.load("bytes", slots)) {
                assertEquals(slots, object.programs().getFirst().linked().instructions());
            } catch (final LoadException e) {
                assertTrue(e.getMessage().startsWith("prog bytes: instruction "), () -> "seed " + seed);
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + slots, e);
            }
        }
    }
}
