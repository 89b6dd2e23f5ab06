package io.bpfarena.runtime.program;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.Operation;
import io.bpfarena.runtime.isa.SymbolNames;
import io.bpfarena.runtime.program.LinkedProgram.SourceLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A linked program as {@code bpftool prog dump xlated} shows it (xlated_dumper.c, dump_xlated_plain), with names in the
 * place of addresses and ids:
 *
 * <pre>
 * count:
 * ; counter += step;
 *    0: (18) r1 = map[counter.bss][0]+0
 *    2: (79) r2 = *(u64 *)(r1 +0)
 *    3: (85) call pc+1#twice
 * </pre>
 */
public final class ProgramListing {
    private final List<Line> lines;

    private ProgramListing(final List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** What a listing may show beside the text, in bpftool's words. */
    public enum Detail {
        /** The bytes of each instruction. */
        OPCODES,
        /** File, line and column of each source line. */
        LINUM
    }

    /**
     * An instruction.
     *
     * @param slot     at which it starts.
     * @param function that starts here, if one does.
     * @param source   line whose code starts here, if one does and its text is known.
     * @param text     of the instruction.
     * @param slots    one, or two for {@code ld_imm64}.
     */
    public record Line(
            int slot, Optional<String> function, Optional<SourceLine> source, String text, List<Instruction> slots) {
    }

    /**
     * Lists a program.
     *
     * @param program   from the loader.
     * @param functions that helpers' names are taken from.
     * @return its listing.
     */
    public static ProgramListing of(final LinkedProgram program, final FunctionTable functions) {
        final InstructionText form = InstructionText.kernel(new Names(program, functions));
        final Map<Integer, String> starts = new HashMap<>();
        program.subprograms().forEach(subprogram -> starts.put(subprogram.start(), subprogram.name()));
        final Map<Integer, SourceLine> sources = new HashMap<>();
        program.lines().stream().filter(line -> !line.text().isBlank())
                .forEach(line -> sources.put(line.start(), line));
        final List<Line> lines = new ArrayList<>();
        int slot = 0;
        for (final Operation operation : Operation.decodeAll(program.instructions())) {
            lines.add(new Line(slot, Optional.ofNullable(starts.get(slot)), Optional.ofNullable(sources.get(slot)),
                    text(form, starts, slot, operation), operation.encode()));
            slot += operation.slots();
        }
        return new ProgramListing(lines);
    }

    private static String text(
            final InstructionText form, final Map<Integer, String> starts, final int slot, final Operation operation) {
        final String callee = operation instanceof Operation.CallSubprogram call
                ? starts.get(slot + 1 + call.offset()) : null;
        return form.of(operation) + (callee == null ? "" : "#" + callee);
    }

    /** {@return its instructions, in order} */
    public List<Line> lines() {
        return lines;
    }

    /**
     * The listing as text.
     *
     * @param details to show beside the instructions.
     * @return lines.
     */
    public String text(final Set<Detail> details) {
        final StringBuilder text = new StringBuilder();
        for (final Line line : lines) {
            line.function().ifPresent(function -> text.append(function).append(":\n"));
            line.source().ifPresent(source -> text.append("; ").append(source.text().strip())
                    .append(details.contains(Detail.LINUM) ? place(source) : "").append('\n'));
            text.append("%4d: %s\n".formatted(line.slot(), line.text()));
            if (details.contains(Detail.OPCODES)) {
                text.append("       ").append(opcodes(line)).append('\n');
            }
        }
        return text.toString();
    }

    private static String place(final SourceLine source) {
        return " [file:%s line_num:%d line_col:%d]".formatted(source.file(), source.line(), source.column());
    }

    /**
     * The bytes of an instruction.
     *
     * @param line of the listing.
     * @return in hex.
     */
    public static String opcodes(final Line line) {
        return HexText.write(line.slots()).replace('\n', ' ');
    }

    /** Names of what a program refers to. */
    private record Names(LinkedProgram program, FunctionTable functions) implements SymbolNames {
        @Override
        public Optional<String> helper(final int number) {
            return functions.helperName(number);
        }

        @Override
        public Optional<String> kfunc(final int number) {
            return nth(program.kfuncs(), number);
        }

        @Override
        public Optional<String> map(final int number) {
            return nth(program.maps(), number).map(map -> map.name());
        }

        private static <T> Optional<T> nth(final List<T> list, final int index) {
            return index >= 0 && index < list.size() ? Optional.of(list.get(index)) : Optional.empty();
        }
    }
}
