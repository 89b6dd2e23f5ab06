package io.bpfarena.fuzz;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.isa.Assembler;
import io.bpfarena.runtime.isa.AssemblyException;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.isa.HexTextException;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.Operation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Smaller readers. The first byte says which:
 *
 * <pre>
 *   a   assembler text          what was assembled is disassembled, and gives the same slots again
 *   h   hexadecimal bytecode    the same
 *   s   slots                   the same, in both dialects
 *   b   a section .BTF          its dump, and each type's description
 * </pre>
 */
public final class TextFuzzer {
    private TextFuzzer() {
    }

    /**
     * Jazzer's entry.
     *
     * @param input from Jazzer.
     */
    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length > 0) {
            Budget.check(() -> read(input), 0, 0);
        }
    }

    private static void read(final byte[] input) {
        final ByteBuffer rest = ByteBuffer.wrap(input, 1, input.length - 1).slice().order(ByteOrder.LITTLE_ENDIAN);
        final String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            switch (input[0]) {
                case 'a' -> checkRoundTrip(Assembler.assemble(text).instructions());
                case 'h' -> checkRoundTrip(HexText.readBytecode(text));
                case 's' -> checkRoundTrip(slots(rest));
                case 'b' -> dump(Btf.read(rest));
                default -> {
                    return;
                }
            }
        } catch (final AssemblyException | HexTextException | BtfFormatException e) {
            if (e.getMessage().isEmpty()) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
    private static List<Instruction> slots(final ByteBuffer bytes) {
        final List<Instruction> slots = new ArrayList<>();
        while (bytes.remaining() >= Instruction.SIZE) {
            slots.add(Instruction.decode(bytes.getLong()));
        }
        return slots;
    }

    private static void checkRoundTrip(final List<Instruction> slots) throws AssemblyException {
        final List<Operation> operations = Operation.decodeAll(slots);
        for (final InstructionText dialect : List.of(InstructionText.llvm(), InstructionText.kernel())) {
            final String text = operations.stream().map(dialect::of).collect(Collectors.joining("\n"));
            if (!Assembler.assemble(text).instructions().equals(slots)) {
                throw new AssertionError("other slots after a round trip: " + text);
            }
        }
    }

    private static void dump(final Btf btf) {
        btf.dump().forEach(line -> { });
        for (int number = 1; number < btf.size(); number++) {
            btf.describe(number);
        }
    }
}
