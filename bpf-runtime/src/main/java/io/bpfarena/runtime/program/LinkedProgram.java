package io.bpfarena.runtime.program;

import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A program as the loader hands it on, ready for an engine: its own instructions first, its subprograms appended, all
 * calls resolved. It is what would go to the kernel's BPF_PROG_LOAD with indices in the place of descriptors:
 *
 * <ul>
 * <li>{@code ld_imm64} with src 1 (BPF_PSEUDO_MAP_FD): imm is an index into {@link #maps()};</li>
 * <li>{@code ld_imm64} with src 2 (BPF_PSEUDO_MAP_VALUE): the same, and the second slot's imm is the offset;</li>
 * <li>{@code ld_imm64} with src 4 (BPF_PSEUDO_FUNC): imm is relative to the next slot, as for a call;</li>
 * <li>{@code call} with src 0: imm is a helper's number; src 1: pc-relative; src 2: imm is an index into
 * {@link #kfuncs()}.</li>
 * </ul>
 *
 * @param name              of the function.
 * @param section           ELF section, such as {@code syscall}.
 * @param type              program type, from the section.
 * @param instructions      slots.
 * @param subprograms       in order of their start; the first is the program itself, at 0.
 * @param maps              that it refers to.
 * @param kfuncs            names that it refers to.
 * @param lines             in order of instruction; empty without BTF.ext.
 * @param exceptionCallback slot where the subprogram starts that runs after bpf_throw; empty if there is none.
 * @param poisoned          slots that must not be reached, with the reason: calls that stand where a CO-RE relocation
 *                          failed. They may be dead code, which asks whether something is there before it uses it.
 */
public record LinkedProgram(
        String name,
        String section,
        ProgramType type,
        List<Instruction> instructions,
        List<Subprogram> subprograms,
        List<BpfMap> maps,
        List<String> kfuncs,
        List<SourceLine> lines,
        OptionalInt exceptionCallback,
        Map<Integer, String> poisoned) {

    /** Copies the lists, so that what was checked is what runs. */
    public LinkedProgram {
        instructions = List.copyOf(instructions);
        subprograms = List.copyOf(subprograms);
        maps = List.copyOf(maps);
        kfuncs = List.copyOf(kfuncs);
        lines = List.copyOf(lines);
        poisoned = Map.copyOf(poisoned);
    }

    /**
     * One without exception callback and without CO-RE relocations.
     *
     * @param name         as for the record; so are the others.
     * @param section      ELF section.
     * @param type         program type.
     * @param instructions slots.
     * @param subprograms  in order of their start.
     * @param maps         that it refers to.
     * @param kfuncs       names that it refers to.
     * @param lines        in order of instruction.
     */
    public LinkedProgram(
            final String name, final String section, final ProgramType type, final List<Instruction> instructions,
            final List<Subprogram> subprograms, final List<BpfMap> maps, final List<String> kfuncs,
            final List<SourceLine> lines) {
        this(name, section, type, instructions, subprograms, maps, kfuncs, lines, OptionalInt.empty());
    }

    /**
     * One without CO-RE relocations.
     *
     * @param name              as for the record; so are the others.
     * @param section           ELF section.
     * @param type              program type.
     * @param instructions      slots.
     * @param subprograms       in order of their start.
     * @param maps              that it refers to.
     * @param kfuncs            names that it refers to.
     * @param lines             in order of instruction.
     * @param exceptionCallback slot where it starts.
     */
    public LinkedProgram(
            final String name, final String section, final ProgramType type, final List<Instruction> instructions,
            final List<Subprogram> subprograms, final List<BpfMap> maps, final List<String> kfuncs,
            final List<SourceLine> lines, final OptionalInt exceptionCallback) {
        this(name, section, type, instructions, subprograms, maps, kfuncs, lines, exceptionCallback, Map.of());
    }

    /**
     * Whether the context of a tracing program holds the return value of the traced function after its arguments.
     *
     * @return true for sections {@code fexit} and {@code fmod_ret}.
     */
    public boolean seesReturnValue() {
        final String kind = section.startsWith("?") ? section.substring(1) : section;
        return type == ProgramType.TRACING && (kind.startsWith("fexit") || kind.startsWith("fmod_ret"));
    }

    /**
     * The source line of an instruction.
     *
     * @param slot of the instruction.
     * @return the line; empty if it is not known.
     */
    public Optional<SourceLine> lineAt(final int slot) {
        SourceLine found = null;
        for (final SourceLine line : lines) {
            if (line.start() > slot) {
                break;
            }
            found = line;
        }
        return Optional.ofNullable(found);
    }

    /**
     * The function of an instruction.
     *
     * @param slot of the instruction.
     * @return the last subprogram that starts at it or before.
     */
    public Subprogram subprogramAt(final int slot) {
        Subprogram found = subprograms.getFirst();
        for (final Subprogram subprogram : subprograms) {
            if (subprogram.start() > slot) {
                break;
            }
            found = subprogram;
        }
        return found;
    }

    /**
     * A function within the program.
     *
     * @param name        of the function.
     * @param start       slot of its first instruction.
     * @param declaration what BTF says of it; empty if it says nothing.
     */
    public record Subprogram(String name, int start, Optional<FunctionDeclaration> declaration) {
        /**
         * One of which BTF says nothing.
         *
         * @param name  of the function.
         * @param start slot of its first instruction.
         */
        public Subprogram(final String name, final int start) {
            this(name, start, Optional.empty());
        }
    }

    /**
     * Where instructions come from (BTF.ext line info): from {@code start} up to the next entry.
     *
     * @param start  slot.
     * @param file   as the compiler recorded it.
     * @param line   from 1.
     * @param column from 1, 0 if unknown.
     * @param text   of the line; empty if not recorded.
     */
    public record SourceLine(int start, String file, int line, int column, String text) {
    }
}
