/**
 * The reference engine: runs bytecode one instruction after the other and checks every memory access, so that a program
 * that nobody verified cannot harm the process. What it does is the meaning of the instruction set for every other
 * engine.
 *
 * <pre>{@code
 * try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
 *     RunResult result = program.run(Invocation.withoutContext());
 *     System.out.println(result.r0());                                                 // 0
 * }
 * }</pre>
 *
 * How it is made: {@code CodeLinker} turns a linked program into one long per slot; {@code Machine} is one run, with
 * registers and the loop; {@code Alu64}, {@code Alu32}, {@code Condition}, {@code ByteSwap} and {@code Atomics} are
 * what instructions compute; {@code CheckedMemory} and {@code ArenaAccess} decide what an address means.
 *
 * <p>It knows linked programs, maps and functions; it must not know object files or who runs programs.
 */
package io.bpfarena.runtime.interpreter;
