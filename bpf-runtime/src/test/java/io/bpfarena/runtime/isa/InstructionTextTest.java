package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.isa.Operation.Unknown;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts against what LLVM 19 and a Linux 6.18 kernel print for the same bytes. */
class InstructionTextTest {
    static List<GoldenFile.Line> printedByLlvm() {
        return GoldenFile.lines("/instructions/llvm.txt").stream()
                .filter(line -> !isUnknownTo19(line) && !(line.operation() instanceof Unknown)).toList();
    }

    @ParameterizedTest
    @MethodSource("printedByLlvm")
    void shouldReadAsLlvmPrintsIt(final GoldenFile.Line line) {
        final String text = InstructionText.llvm().of(line.operation());
        // What LLVM does not tell apart, see InstructionText.llvm().
        final String asLlvmHasIt = text
                .replaceFirst("^call pc\\+?(-?0x)", "call $1")
                .replaceFirst("^call kernel-function#(-?\\d+)$", "call " + hexOf(line))
                .replaceFirst("(skb\\[r\\d+) \\+ .*]", "$1]")
                .replaceFirst("^(ld_pseudo\tr\\d+, 0x\\d, ).*", "$1" + hexOf(line));
        assertEquals(line.text(), asLlvmHasIt);
    }

    /** The first slot's immediate: all that LLVM prints of it. */
    private static String hexOf(final GoldenFile.Line line) {
        final int imm = GoldenFile.slots(line.hex()).getFirst().imm();
        return imm < 0 ? "-0x" + Integer.toHexString(-imm) : "0x" + Integer.toHexString(imm);
    }

    /** LLVM 19 reads load-acquire as an addition, and does not know store-release. */
    private static boolean isUnknownTo19(final GoldenFile.Line line) {
        return line.operation() instanceof Operation.LoadAcquire || line.operation() instanceof Operation.StoreRelease;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            d3 21 04 00 00 01 00 00 | w1 = load_acquire((u8 *)(r2 + 0x4))
            db 21 04 00 00 01 00 00 | r1 = load_acquire((u64 *)(r2 + 0x4))
            cb 21 04 00 10 01 00 00 | store_release((u16 *)(r1 + 0x4), w2)
            db 21 fc ff 10 01 00 00 | store_release((u64 *)(r1 - 0x4), r2)
            """)
    void shouldReadWhatCameAfterThatRelease(final String hex, final String text) {
        assertEquals(text, InstructionText.llvm().of(new GoldenFile.Line(hex, text).operation()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            85 00 00 00 02 00 00 00 | call 0x2
            85 10 00 00 02 00 00 00 | call pc+0x2
            85 10 00 00 fe ff ff ff | call pc-0x2
            85 20 00 00 02 00 00 00 | call kernel-function#2
            48 10 00 00 04 00 00 00 | r0 = *(u16 *)skb[r1 + 0x4]
            48 10 00 00 fc ff ff ff | r0 = *(u16 *)skb[r1 + -0x4]
            18 21 00 00 01 00 00 00 00 00 00 00 10 00 00 00 | ld_pseudo\tr1, 0x2, 0x1000000001
            """)
    void shouldTellApartWhatLlvmPrintsAlike(final String hex, final String text) {
        assertEquals(text, InstructionText.llvm().of(new GoldenFile.Line(hex, text).operation()));
    }

    static List<GoldenFile.Line> printedByTheKernel() {
        return GoldenFile.lines("/instructions/kernel.txt").stream()
                .filter(line -> !(line.operation() instanceof Unknown)).toList();
    }

    @ParameterizedTest
    @MethodSource("printedByTheKernel")
    void shouldReadAsTheKernelPrintsIt(final GoldenFile.Line line) {
        assertEquals(line.text(), InstructionText.kernel(HELPERS).of(line.operation()));
    }

    /** Those among the instructions that the kernel names. */
    private static final SymbolNames HELPERS = new SymbolNames() {
        @Override
        public Optional<String> helper(final int number) {
            return Optional.ofNullable(switch (number) {
                case 1 -> "bpf_map_lookup_elem";
                case 6 -> "bpf_trace_printk";
                case 211 -> "bpf_cgrp_storage_delete";
                default -> null;
            });
        }

        @Override
        public Optional<String> kfunc(final int number) {
            return Optional.of("bpf_arena_alloc_pages");
        }

        @Override
        public Optional<String> map(final int number) {
            return Optional.of("arena");
        }
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            18110000050000000000000000000000 | (18) r1 = map[id:5]                 | (18) r1 = map[arena]
            18210000050000000000000010000000 | (18) r1 = map[id:5][0]+16           | (18) r1 = map[arena][0]+16
            18410000feffffff0000000000000000 | (18) r1 = subprog[-2]               | (18) r1 = subprog[-2]
            18310000050000000000000007000000 | (18) ld_pseudo r1, 3, 0x700000005   | (18) ld_pseudo r1, 3, 0x700000005
            8500000006000000                 | (85) call unknown#6                 | (85) call bpf_trace_printk#6
            8510000006000000                 | (85) call pc+6                      | (85) call pc+6
            8520000006000000                 | (85) call kernel-function#6         | (85) call bpf_arena_alloc_pages#6
            8d01000000000000                 | (8d) callx r1                       | (8d) callx r1
            0500ff7f00000000                 | (05) goto pc+32767                  | (05) goto pc+32767
            e500008000000000                 | (e5) may_goto pc-32768              | (e5) may_goto pc-32768
            0600000000000080                 | (06) gotol pc-2147483648            | (06) gotol pc-2147483648
            """)
    void shouldReadAsTheKernelWouldPrintWhatItRefuses(final String hex, final String bare, final String named) {
        final Operation operation = Operation.decodeAt(GoldenFile.slots(hex), 0);
        assertEquals(bare, InstructionText.kernel().of(operation));
        assertEquals(named, InstructionText.kernel(HELPERS).of(operation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00 00 00 00 00 00 00 00 | .8byte 0x0000000000000000
            e7 01 00 00 01 00 00 00 | .8byte 0x00000001000001e7
            1d 21 05 00 01 00 00 00 | .8byte 0x000000010005211d
            07 0b 00 00 01 00 00 00 | .8byte 0x0000000100000b07
            18 01 00 00 01 00 00 00 | .8byte 0x0000000100000118
            """)
    void shouldReadAsNumberWhatIsNoOperation(final String hex, final String text) {
        assertEquals(text, InstructionText.llvm().of(new GoldenFile.Line(hex, text).operation()));
        assertEquals(text, InstructionText.kernel().of(new GoldenFile.Line(hex, text).operation()));
    }

    @Test
    void shouldBeComparedOnEveryOperation() {
        final Set<Class<?>> llvm = new HashSet<>();
        printedByLlvm().forEach(line -> llvm.add(line.operation().getClass()));
        final Set<Class<?>> kernel = new HashSet<>();
        printedByTheKernel().forEach(line -> kernel.add(line.operation().getClass()));
        for (final Class<?> operation : Operation.class.getPermittedSubclasses()) {
            assertTrue(llvm.contains(operation) || Set.of(Unknown.class, Operation.LoadAcquire.class,
                    Operation.StoreRelease.class).contains(operation), operation + " is not compared with LLVM");
            assertTrue(kernel.contains(operation) || Set.of(Unknown.class, Operation.CallKfunc.class,
                    Operation.CallSubprogram.class, Operation.CallRegister.class, Operation.LoadReference.class)
                    .contains(operation), operation + " is not compared with the kernel");
        }
    }
}
