package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.BpfFunction;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.memory.RegionTable;
import io.bpfarena.runtime.program.LinkedProgram;

/**
 * A program as the loop runs it; shared by all its runs.
 *
 * @param program     what it was made from.
 * @param code        one {@link Slot} per slot.
 * @param functions   what calls of helpers and kfuncs refer to by their immediate.
 * @param callables   the same, ready to be called.
 * @param starts      for each slot whether a subprogram starts there.
 * @param regions     of all its maps.
 * @param arenaAccess of its arena, or null.
 */
record LinkedCode(
        LinkedProgram program,
        long[] code,
        FunctionTable.Entry[] functions,
        BpfFunction[] callables,
        boolean[] starts,
        RegionTable regions,
        ArenaAccess arenaAccess) {
}
