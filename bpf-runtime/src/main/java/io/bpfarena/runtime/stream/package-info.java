/**
 * Text that programs write and people read while and after they run: two bounded streams a program.
 *
 * <pre>{@code
 * LoadedProgram program = object.program("print").orElseThrow();
 * program.run(new byte[16]);
 * System.out.print(program.stream(ProgramStream.Id.STDOUT).readText());               // 0 of 0
 * }</pre>
 *
 * It knows nothing else of the runtime.
 */
package io.bpfarena.runtime.stream;
