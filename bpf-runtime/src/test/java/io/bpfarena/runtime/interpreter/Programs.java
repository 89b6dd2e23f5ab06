package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Bytecode;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import java.util.List;

/** Linked programs for tests. */
final class Programs {
    private Programs() {
    }

    @SafeVarargs
    static LinkedProgram linked(final List<BpfMap> maps, final List<Instruction>... parts) {
        return linked(maps, List.of(), parts);
    }

    @SafeVarargs
    static LinkedProgram linked(
            final List<BpfMap> maps, final List<LinkedProgram.SourceLine> lines, final List<Instruction>... parts) {
        return new LinkedProgram("test", "syscall", ProgramType.SYSCALL, Bytecode.program(parts),
                List.of(new LinkedProgram.Subprogram("test", 0)), maps, List.of("bpf_missing", "bpf_rcu_read_lock"),
                lines);
    }

    static ExecutableProgram prepared(final LinkedProgram program) throws ProgramRejectedException {
        return new Interpreter().prepare(program, FunctionTable.standard());
    }
}
