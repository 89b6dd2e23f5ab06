package io.bpfarena.runtime.program;

import io.bpfarena.runtime.helper.FunctionTable;

/**
 * What can run programs: the interpreter, and beside it whatever else makes a linked program executable. An engine has
 * no state of its own; any thread may use it.
 */
public interface Engine {
    /** {@return the name by which users choose it, such as {@code interpreter}} */
    String name();

    /**
     * Checks a program and makes it ready to run. Its maps must stay open until the result is closed.
     *
     * @param program   from the loader.
     * @param functions the helpers and kfuncs it may call.
     * @return the program, ready.
     * @throws ProgramRejectedException if it cannot run here: malformed bytecode, a helper or kfunc that is not in the
     *                                  table, two arenas, an instruction that this engine does not have.
     */
    ExecutableProgram prepare(LinkedProgram program, FunctionTable functions) throws ProgramRejectedException;
}
