package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Source lines by section and slot; they move along with the function they belong to. */
final class SourceLines {
    private final Map<String, NavigableMap<Integer, BtfExt.LineInfo>> sections = new HashMap<>();

    SourceLines(final BtfExt ext) {
        ext.lines().forEach((section, lines) -> {
            final NavigableMap<Integer, BtfExt.LineInfo> bySlot = new TreeMap<>();
            lines.forEach(line -> bySlot.put(line.offset() / Instruction.SIZE, line));
            sections.put(section, bySlot);
        });
    }

    /** Adds the lines of a function that now starts at another slot. */
    void addTo(final List<LinkedProgram.SourceLine> lines, final Function function, final int start) {
        of(function).subMap(function.start(), function.end()).forEach((slot, line) ->
                lines.add(new LinkedProgram.SourceLine(slot - function.start() + start, line.file(), line.line(),
                        line.column(), line.text())));
    }

    /** {@code (file.c:12)} with a space before it, or nothing if the line is not known. */
    String describe(final Function function, final int slot) {
        final Map.Entry<Integer, BtfExt.LineInfo> line = of(function).floorEntry(slot);
        return line == null || line.getKey() < function.start()
                ? ""
                : " (%s:%d)".formatted(line.getValue().file(), line.getValue().line());
    }

    private NavigableMap<Integer, BtfExt.LineInfo> of(final Function function) {
        return sections.getOrDefault(function.section().name(), new TreeMap<>());
    }
}
