package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblerTest {
    static List<GoldenFile.Line> llvm() {
        return GoldenFile.lines("/instructions/llvm.txt").stream()
                .filter(line -> !line.text().equals("<unknown>"))
                .filter(line -> InstructionText.llvm().of(line.operation()).equals(line.text())).toList();
    }

    /** What LLVM prints becomes what LLVM read, without our own disassembler between them. */
    @ParameterizedTest
    @MethodSource("llvm")
    void shouldReadWhatLlvmPrints(final GoldenFile.Line line) throws AssemblyException {
        assertEquals(GoldenFile.slots(line.hex()), Assembler.assemble(line.text()).instructions());
    }

    static List<GoldenFile.Line> kernel() {
        return GoldenFile.lines("/instructions/kernel.txt").stream()
                .filter(line -> InstructionText.kernel().of(line.operation()).equals(line.text())).toList();
    }

    @ParameterizedTest
    @MethodSource("kernel")
    void shouldReadWhatTheKernelPrints(final GoldenFile.Line line) throws AssemblyException {
        assertEquals(GoldenFile.slots(line.hex()), Assembler.assemble(line.text()).instructions());
    }

    @Test
    void shouldReadNearlyAllOfThem() {
        assertTrue(llvm().size() > 380, "LLVM's: " + llvm().size());
        assertTrue(kernel().size() > 380, "the kernel's: " + kernel().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            r1=5                                     | r1 = 0x5
            r1   =   -5                              | r1 = -0x5
            r1 = +5                                  | r1 = 0x5
            r1 = 0xFF                                | r1 = 0xff
            r1 = 0xffffffff                          | r1 = -0x1
            w1 = 4294967295                          | w1 = -0x1
            r1 = 0xffffffffffffffff ll               | r1 = -0x1 ll
            r1 = 18446744073709551615 ll             | r1 = -0x1 ll
            (18) r1 = 0x5                            | r1 = 0x5 ll
            (b7) r1 = 5                              | r1 = 0x5
            0: (b7) r1 = 5                           | r1 = 0x5
            0: r1 = 5                                | r1 = 0x5
            r1 s>>= 3                                | r1 s>>= 0x3
            w1 s/= w2                                | w1 s/= w2
            r1 = *(u64*)(r2+8)                       | r1 = *(u64 *)(r2 + 0x8)
            r1 = *(u64 *)(r2 -8)                     | r1 = *(u64 *)(r2 - 0x8)
            r1 = *(u64 *)(r2 - 0x8000)               | r1 = *(u64 *)(r2 - 0x8000)
            r1 = *(u32 *)(r2 + 0)                    | w1 = *(u32 *)(r2 + 0x0)
            w1 = *(u8 *)(r2 + 0)                     | w1 = *(u8 *)(r2 + 0x0)
            *(u32 *)(r1 + 0) = r2                    | *(u32 *)(r1 + 0x0) = w2
            *(u64*)(r1+0)=-1                         | *(u64 *)(r1 + 0x0) = -0x1
            lock *(u32 *)(r1 +4) ^= r2               | lock *(u32 *)(r1 + 0x4) ^= w2
            r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)  | r2 = atomic_fetch_add((u64 *)(r1 + 0x0), r2)
            r2 = atomic_fetch_xor((u32 *)(r1 +0), r2)    | w2 = atomic_fetch_xor((u32 *)(r1 + 0x0), w2)
            r2 = atomic64_xchg((u64 *)(r1 +0), r2)   | r2 = xchg_64(r1 + 0x0, r2)
            r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)  | w0 = cmpxchg32_32(r1 + 0x0, w0, w2)
            if w1 s< -1 goto pc+2                    | if w1 s< -0x1 goto +0x2
            if r1 == 0xffffffff goto +2              | if r1 == -0x1 goto +0x2
            if r1 & r2 goto -1                       | if r1 & r2 goto -0x1
            goto pc-5                                | goto -0x5
            may_goto +32767                          | may_goto +0x7fff
            gotol pc-2147483648                      | gotol -0x80000000
            call 6                                   | call 0x6
            call unknown#6                           | call 0x6
            call pc+6                                | call pc+0x6
            call kernel-function#6                   | call kernel-function#6
            r1 = map[id:3]                           | "ld_pseudo\tr1, 0x1, 0x3"
            r1 = map[id:3][0]+16                     | "ld_pseudo\tr1, 0x2, 0x1000000003"
            r1 = subprog[-2]                         | "ld_pseudo\tr1, 0x4, 0xfffffffe"
            r1 = addr_space_cast(r2, 1, 0)           | r1 = addr_space_cast(r2, 0x1, 0x0)
            r0 = *(u16 *)skb[r1 + 5]                 | r0 = *(u16 *)skb[r1 + 0x5]
            .8byte 0xf5                              | .8byte 0x00000000000000f5
            exit // the end                          | exit
            exit # the end                           | exit
            exit;                                    | exit
            """)
    void shouldReadOtherWaysToWriteIt(final String text, final String same) throws AssemblyException {
        final List<Instruction> slots = Assembler.assemble(text).instructions();
        assertEquals(same, InstructionText.llvm().of(Operation.decodeAt(slots, 0)));
        assertEquals(slots.size(), Operation.decodeAt(slots, 0).slots());
    }

    @Test
    void shouldReadAProgram() throws AssemblyException {
        final Assembly assembly = Assembler.assemble("""
                # adds 1 to n
                sum:    r0 = 0
                        r2 = r1            // n
                again:  next_round:
                        if r2 == 0 goto done
                        r0 += r2; r2 += -1
                ; while (n);
                        goto again
                        r3 = helper ll
                done:
                        call helper
                12: (95) exit

                helper:
                        r0 = 1
                        exit
                end:
                """.replace("12:", "9:"));
        assertEquals("""
                r0 = 0x0
                r2 = r1
                if r2 == 0x0 goto +0x5
                r0 += r2
                r2 += -0x1
                goto -0x4
                ld_pseudo\tr3, 0x4, 0x3
                call pc+0x1
                exit
                r0 = 0x1
                exit""", Operation.decodeAll(assembly.instructions()).stream()
                .map(InstructionText.llvm()::of).collect(Collectors.joining("\n")));
        assertEquals(Map.of("sum", 0, "again", 2, "next_round", 2, "done", 8, "helper", 10, "end", 12),
                assembly.labels());
    }

    @Test
    void shouldReadNothing() throws AssemblyException {
        assertEquals(List.of(), Assembler.assemble("").instructions());
        assertEquals(List.of(), Assembler.assemble("\n  \n# comment\n;;\n").instructions());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            1:1  | an instruction                              | 'foo'     | foo
            1:1  | an instruction                              | '5'       | 5
            1:1  | an instruction                              | '@'       | @
            1:1  | an instruction                              | 'r11'     | r11 = 5
            1:6  | a value: a number, a register, a load, a cast or an atomic operation | 'r11' | r1 = r11
            1:6  | a value: a number, a register, a load, a cast or an atomic operation | the end of the line | "r1 = "
            1:4  | an operator such as '=' or '+='             | 'r2'      | r1 r2
            1:5  | an operator such as '=' or '+='             | '+='      | r1 s+= r2
            1:7  | a register, r0 to r10                       | 'w2'      | r1 += w2
            1:7  | a register, w0 to w10                       | 'r2'      | w1 += r2
            1:6  | a number from -2147483648 to 4294967295     | '4294967296' | r1 = 4294967296
            1:6  | a number from -2147483648 to 4294967295     | '-2147483649' | r1 = -2147483649
            1:8  | the end of the instruction                  | 'set'     | r1 = 1 set to one
            1:6  | the end of the instruction                  | '0'       | exit 0
            1:17 | '+' or '-' and an offset in bytes           | ')'       | "r1 = *(u64 *)(r2)"
            1:18 | a number from -32768 to 32767               | '32768'   | r1 = *(u64 *)(r2 + 32768)
            1:8  | a type such as u64 or s32                   | 'u7'      | r1 = *(u7 *)(r2 + 0)
            1:1  | a register, r0 to r10, since the value has 64 bits | 'w1' | w1 = *(u64 *)(r2 + 0)
            1:1  | a register, r0 to r10, since the value has 64 bits | 'w1' | w1 = *(s8 *)(r2 + 0)
            1:1  | a register, r0 to r10, since the value has 64 bits | 'w1' | w1 = 5 ll
            1:3  | a type, u8, u16, u32 or u64                 | 's8'      | *(s8 *)(r2 + 0) = 1
            1:21 | a register, r0 to r10                       | 'w1'      | *(u64 *)(r2 + 0) =  w1
            1:8  | a type, u32 or u64                          | 'u8'      | lock *(u8 *)(r2 + 0) += r1
            1:22 | u64, which is what atomic64_xchg works on | 'u32'       | r1 =  atomic64_xchg((u32 *)(r2 + 0), r1)
            1:38 | 'r1', the register that is set              | 'r3'      | r1 = atomic_fetch_or((u64 *)(r2 +0), r3)
            1:7  | 'r1', the register that is set              | 'r2'      | r1 = -r2
            1:1  | r0 or w0, which is what the memory is compared with | 'r1' | r1 = cmpxchg_64(r2 + 0, r1, r3)
            1:1  | r0, to which a packet load goes             | 'r1'      | r1 = *(u8 *)skb[4]
            1:8  | a type, u8, u16 or u32                      | 'u64'     | r0 = *(u64 *)skb[4]
            1:7  | s8 or s16                                   | 's32'     | w1 = (s32)w2
            1:7  | s8, s16 or s32                              | 's64'     | r1 = (s64)r2
            1:7  | a comparison such as '==' or 's>='          | '='       | if r1 = 5 goto +1
            1:8  | a comparison such as '==' or 's>='          | '=='      | if r1 s== 5 goto +1
            1:11 | 'goto'                                      | 'exit'    | if r1 > 5 exit
            1:6  | a label or a number of slots                | 'r1'      | goto r1
            1:6  | a number from -32768 to 32767               | '32768'   | goto +32768
            1:6  | a label that is defined                     | 'nowhere' | goto nowhere
            2:1  | a label that is not defined already         | 'a'       | "a: exit\na: exit"
            1:1  | a label, which cannot be a register         | 'r1'      | r1: exit
            1:2  | the instruction's opcode, b7                | 'bf'      | (bf) r1 = 5
            1:2  | an opcode, two hexadecimal digits           | 'xyz'     | (xyz) r1 = 5
            2:1  | slot 1                                      | '2'       | "exit\n2: exit"
            1:26 | a number from 0 to 65535                    | '65536'   | r1 = addr_space_cast(r2, 65536, 0)
            1:1  | a register, r0 to r10, since the value has 64 bits | 'w1' | w1 = addr_space_cast(r2, 1, 0)
            1:15 | a number from 1 to 6                        | '0'       | ld_pseudo r1, 0, 5
            1:16 | '0'                                         | '1'       | "r1 = map[id:1][1]+8"
            4:3  | an instruction                              | 'x'       | "exit\nexit\n; c\n  x"
            1:9  | an instruction                              | 'foo'     | r1 = 5; foo
            """)
    void shouldSayWhereAndWhatItExpected(
            final String place, final String expected, final String found, final String text) {
        final AssemblyException e = assertThrows(
                AssemblyException.class, () -> Assembler.assemble(text.replace("\\n", "\n")));
        assertEquals(place + " " + expected, e.line() + ":" + e.column() + " " + e.expected());
        assertEquals("line %d, column %d: expected %s, found %s".formatted(e.line(), e.column(), expected, found),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x10000000000000000        | r1 = 0x10000000000000000 ll
            18446744073709551616       | r1 = 18446744073709551616 ll
            -9223372036854775809       | r1 = -9223372036854775809 ll
            999999999999999999999      | r1 = 999999999999999999999 ll
            5x                         | r1 = 5x
            0x                         | r1 = 0x
            0xg                        | r1 = 0xg
            """)
    void shouldSayWhichNumbersThereAre(final String found, final String text) {
        assertEquals("line 1, column 6: expected a number from -9223372036854775808 to 18446744073709551615, "
                + "found '" + found + "'",
                assertThrows(AssemblyException.class, () -> Assembler.assemble(text)).getMessage());
    }

    @Test
    void shouldSayWhichOperatorsAreAtomic() {
        assertEquals("line 1, column 24: expected '+=', '|=', '&=' or '^=', found '-='",
                assertThrows(AssemblyException.class,
                        () -> Assembler.assemble("lock *(u64 *)(r2 + 0)  -= r1")).getMessage());
    }

    @Test
    void shouldRefuseALabelThatIsTooFar() {
        final String text = "goto far\n" + "exit\n".repeat(32_768) + "far: exit";
        assertEquals("a label at most 32767 slots away, for others there is gotol",
                assertThrows(AssemblyException.class, () -> Assembler.assemble(text)).expected());
    }

    @Test
    void shouldReachALabelThatIsFar() throws AssemblyException {
        final String text = "gotol far\n" + "exit\n".repeat(32_768) + "far: exit";
        assertEquals(32_768, Assembler.assemble(text).instructions().getFirst().imm());
    }

    @Test
    void shouldRefuseMoreThanAProgramCanHave() {
        assertEquals("line 1000001, column 1: expected at most 1000000 slots, found 'exit'",
                assertThrows(AssemblyException.class, () -> Assembler.assemble("exit\n".repeat(1_000_001)))
                        .getMessage());
    }

    @Test
    void shouldAnswerRandomTextWithItsOwnExceptionAlone() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final List<String> pieces = List.of("r1", "w2", "r0", "=", "+=", "s", "s>>=", "(", ")", "*", "u64", "s8", "-",
                "+", "5", "0x7", "99999999999999999999999", "ll", "goto", "if", "==", "call", "pc", "#", "lock", "map",
                "[", "]", "id", ":", ";", ",", "atomic_fetch_add", "skb", "a", "exit", "\n", " ", "\t", "\u00e9",
                "\ud83d\ude00", "\ud83d", "\0", "//", ".8byte", "load_acquire", "xchg_64", "be16", "addr_space_cast");
        for (int round = 0; round < 50_000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size()))).append(random.nextBoolean() ? " " : "");
            }
            try {
                Assembler.assemble(text.toString());
            } catch (final AssemblyException e) {
                assertTrue(e.line() >= 1 && e.column() >= 1, () -> "seed " + seed);
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }
}
