package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The assembler against the disassembler, in both dialects. */
class AssemblerRoundTripTest {
    static List<InstructionText> dialects() {
        return List.of(InstructionText.llvm(), InstructionText.kernel());
    }

    /** Every encoding that is an operation; those beside them, which are none, in {@link OperationTest}. */
    @ParameterizedTest
    @MethodSource("dialects")
    void shouldAssembleWhatItDisassembles(final InstructionText dialect) throws AssemblyException {
        final List<Instruction> all = new ArrayList<>();
        Encodings.forEach(slots -> {
            if (!(Operation.decodeAt(slots, 0) instanceof Operation.Unknown)) {
                all.addAll(slots);
            }
        });
        final int piece = 20_000;
        for (int start = 0; start < all.size();) {
            int end = Math.min(start + piece, all.size());
            end -= end < all.size() && all.get(end - 1).isWide() ? 1 : 0;
            assertRoundTrip(dialect, all.subList(start, end), "slots from " + start);
            start = end;
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void shouldAssembleRandomPrograms(final InstructionText dialect) throws AssemblyException {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            assertRoundTrip(dialect, Encodings.randomProgram(random), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void shouldAssembleRandomSlots(final InstructionText dialect) throws AssemblyException {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            assertRoundTrip(dialect, random.longs(1 + random.nextInt(8)).mapToObj(Instruction::decode).toList(),
                    "seed " + seed);
        }
    }

    private static void assertRoundTrip(
            final InstructionText dialect, final List<Instruction> slots, final String where)
            throws AssemblyException {
        final List<Operation> operations = Operation.decodeAll(slots);
        final List<Instruction> again = Assembler.assemble(
                operations.stream().map(dialect::of).collect(Collectors.joining("\n"))).instructions();
        if (!slots.equals(again)) {
            for (final Operation operation : operations) {
                assertEquals(operation.encode(), Assembler.assemble(dialect.of(operation)).instructions(),
                        where + ": " + dialect.of(operation));
            }
            fail(where);
        }
    }

    /** Jumps written with labels give the same as jumps written with offsets. */
    @Test
    void shouldResolveLabelsOfRandomPrograms() throws AssemblyException {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            final List<Operation> operations = Operation.decodeAll(Encodings.randomProgram(random));
            final Map<Integer, Operation> bySlot = new LinkedHashMap<>();
            int slot = 0;
            for (final Operation operation : operations) {
                bySlot.put(slot, operation);
                slot += operation.slots();
            }
            final List<Integer> starts = List.copyOf(bySlot.keySet());
            final TreeMap<Integer, String> labels = new TreeMap<>();
            final List<Instruction> expected = new ArrayList<>();
            final StringBuilder text = new StringBuilder();
            final Map<Integer, String> lines = new LinkedHashMap<>();
            bySlot.forEach((from, operation) -> {
                final int to = starts.get(random.nextInt(starts.size()));
                final int offset = to - from - 1;
                final Operation jump = switch (random.nextInt(6)) {
                    case 0 -> new Operation.Goto(offset);
                    case 1 -> new Operation.GotoLong(offset);
                    case 2 -> new Operation.MayGoto(offset);
                    case 3 -> new Operation.CallSubprogram(offset);
                    case 4 -> new Operation.Branch(Width.BITS_32, Comparison.SIGNED_LESS, 3,
                            new Operand.Immediate(-1), offset);
                    default -> null;
                };
                if (jump == null || operation.slots() == 2) {
                    expected.addAll(operation.encode());
                    lines.put(from, InstructionText.llvm().of(operation));
                } else {
                    expected.addAll(jump.encode());
                    final String label = labels.computeIfAbsent(to, key -> "L" + key);
                    lines.put(from, InstructionText.llvm().of(jump)
                            .replaceFirst("(pc)?[+-]0x[0-9a-f]+$", label));
                }
            });
            lines.forEach((from, line) -> text.append(labels.containsKey(from) ? labels.get(from) + ": " : "")
                    .append(line).append('\n'));
            final Assembly assembly = Assembler.assemble(text.toString());
            assertEquals(expected, assembly.instructions(), "seed " + seed + "\n" + text);
            labels.forEach((to, label) -> assertEquals(to, assembly.labels().get(label)));
        }
    }
}
