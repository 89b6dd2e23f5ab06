/**
 * The boundary between those who load programs and those who run them. The loader hands on a {@link
 * io.bpfarena.runtime.program.LinkedProgram}; an {@link io.bpfarena.runtime.program.Engine} makes it executable:
 *
 * <pre>{@code
 * try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
 *     RunResult result = program.run(Invocation.of(contextAddress, contextLength));
 *     System.out.println(result.retval() + ", faults: " + result.faults());
 * }
 * }</pre>
 *
 * It knows bytecode, maps and functions, but neither object files nor any engine in particular.
 */
package io.bpfarena.runtime.program;
