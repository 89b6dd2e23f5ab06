package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.program.Engine;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramRejectedException;

/** The engine that interprets. It needs no verifier: every access of a program is checked as it happens. */
public final class Interpreter implements Engine {
    /** Makes the engine; all of them are alike. */
    public Interpreter() {
        // It has no state.
    }

    @Override
    public String name() {
        return "interpreter";
    }

    @Override
    public ExecutableProgram prepare(final LinkedProgram program, final FunctionTable functions)
            throws ProgramRejectedException {
        return new InterpretedProgram(CodeLinker.link(program, functions));
    }
}
