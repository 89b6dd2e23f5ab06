package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A program that grows while it is linked: instructions, where functions start, what it refers to. */
final class LinkedCode {
    private final String programName;
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Function, Integer> starts = new LinkedHashMap<>();
    private final Map<BpfMap, Integer> maps = new LinkedHashMap<>();
    private final Map<String, Integer> kfuncs = new LinkedHashMap<>();
    private final Map<Integer, String> poisoned = new HashMap<>();

    LinkedCode(final String programName) {
        this.programName = programName;
    }

    String programName() {
        return programName;
    }

    /** Appends a function as it is after its own relocations; returns where it starts now. */
    int append(final Function function, final RelocatedCode code) {
        final int start = instructions.size();
        final int section = function.section().index();
        starts.put(function, start);
        for (int slot = function.start(); slot < function.end(); slot++) {
            final String why = code.poison(section, slot);
            if (why != null) {
                poisoned.put(instructions.size(), why);
            }
            instructions.add(code.instruction(section, slot));
        }
        return start;
    }

    /** Where functions start, in the order they were appended. */
    Map<Function, Integer> starts() {
        return starts;
    }

    /** Slots so far. */
    int size() {
        return instructions.size();
    }

    Instruction get(final int slot) {
        return instructions.get(slot);
    }

    /** Changes source field and immediate of an instruction. */
    void patch(final int slot, final int src, final int imm) {
        final Instruction old = instructions.get(slot);
        instructions.set(slot, new Instruction(old.code(), old.dst(), src, old.offset(), imm));
    }

    int indexOf(final BpfMap map) {
        return maps.computeIfAbsent(map, key -> maps.size());
    }

    int indexOf(final String kfunc) {
        return kfuncs.computeIfAbsent(kfunc, key -> kfuncs.size());
    }

    LinkedProgram program(
            final ProgramDefinition definition, final FunctionDeclarations declarations,
            final List<LinkedProgram.SourceLine> lines, final OptionalInt exceptionCallback) {
        final List<LinkedProgram.Subprogram> subprograms = new ArrayList<>();
        starts.forEach((function, start) -> subprograms.add(
                new LinkedProgram.Subprogram(function.name(), start, declarations.of(function))));
        return new LinkedProgram(programName, definition.section(), definition.type().orElseThrow(), instructions,
                subprograms, List.copyOf(maps.keySet()), List.copyOf(kfuncs.keySet()), lines,
                exceptionCallback, poisoned);
    }
}
