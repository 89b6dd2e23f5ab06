/**
 * Text that programs write and people read while and after they run: two bounded streams a program.
 *
 * <pre>{@code
 * LoadedProgram program = object.program("report").orElseThrow();
 * program.run(new byte[0]);
 * System.out.print(program.stream(ProgramStream.Id.STDERR).readText());
 * }</pre>
 *
 * It knows nothing else of the runtime.
 */
package io.bpfarena.runtime.stream;
