package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.isa.Operation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Links bytecode that comes without an object. There is nothing to put into it: helpers go by their numbers, calls of
 * its own subprograms by distance. What would need an object around it is refused.
 */
public final class BytecodeLinker {
    /** In the place of an ELF section's name. */
    private static final String SECTION = "bytecode";

    private BytecodeLinker() {
    }

    /**
     * Makes an object of one program.
     *
     * @param name         of object and program.
     * @param instructions slots, well formed or not: an engine will say.
     * @return the object; it has no maps.
     * @throws LoadException if an instruction refers to a map, a kfunc or a kernel variable.
     */
    public static LinkedObject link(final String name, final List<Instruction> instructions) throws LoadException {
        final LinkedProgram program = new LinkedProgram(name, SECTION, ProgramType.SYSCALL, instructions,
                subprograms(name, instructions), List.of(), List.of(), List.of());
        return new LinkedObject(name, List.of(), Map.of(), List.of(program), List.of(), 0, Optional.empty(),
                List.of(), List.of());
    }

    private static List<LinkedProgram.Subprogram> subprograms(
            final String name, final List<Instruction> instructions) throws LoadException {
        final TreeSet<Integer> starts = new TreeSet<>(List.of(0));
        int slot = 0;
        for (final Operation operation : Operation.decodeAll(instructions)) {
            final long next = slot + 1L;
            final long target = switch (operation) {
                case Operation.CallSubprogram call -> next + call.offset();
                case Operation.LoadReference load when load.kind() == Opcode.PSEUDO_FUNC -> next + load.target();
                case Operation.LoadReference load -> throw refused(name, slot, what(load.kind()));
                case Operation.CallKfunc call -> throw refused(name, slot, "a kfunc, number " + call.number());
                default -> 0;
            };
            // A target outside is the validator's business.
            if (target > 0 && target < instructions.size()) {
                starts.add((int) target);
            }
            slot += operation.slots();
        }
        final List<LinkedProgram.Subprogram> subprograms = new ArrayList<>();
        starts.forEach(start -> subprograms.add(
                new LinkedProgram.Subprogram(start == 0 ? name : "subprog_" + start, start)));
        return subprograms;
    }

    private static String what(final int kind) {
        return switch (kind) {
            case 1, 5 -> "a map (ld_imm64 with src %d)".formatted(kind);
            case 2, 6 -> "a map's value (ld_imm64 with src %d)".formatted(kind);
            default -> "a kernel variable (ld_imm64 with src %d)".formatted(kind);
        };
    }

    private static LoadException refused(final String name, final int slot, final String what) {
        return new LoadException(Errno.EINVAL,
                "prog %s: instruction %d: refers to %s, which only an object file can bring along"
                        .formatted(name, slot, what));
    }
}
