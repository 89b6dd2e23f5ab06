/**
 * The front door for a Java program that wants to run BPF objects in its own process: open an object, adjust it, load
 * it into a runtime, run its programs and look at its globals, as one would with libbpf.
 *
 * <pre>{@code
 * BpfObject object = BpfObject.open("counter", Files.readAllBytes(path));
 * object.global("step").orElseThrow().setLong(3);                // a constant can still be chosen
 * try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
 *         LoadedObject loaded = runtime.load(object)) {
 *     byte[] context = new byte[8];
 *     RunResult result = loaded.program("count").orElseThrow().run(context);
 *     long counter = loaded.global("counter").orElseThrow().getLong();
 *     System.out.println(result.retval() + " " + context[0] + " " + counter);     // 0 3 3
 * }
 * }</pre>
 *
 * Bytecode without an object can be loaded too, such as {@link io.bpfarena.runtime.isa.Assembler} makes from text. And
 * there is a way back to text: {@link io.bpfarena.runtime.BpfObject#disassembly()} for what is in an object, {@link
 * io.bpfarena.runtime.program.ProgramListing} for what was made of it.
 *
 * <p>It knows no broker, no client and no wire. Whoever wants arenas somewhere else than in private memory gives the
 * context an {@link io.bpfarena.runtime.arena.ArenaMemoryFactory}; whoever wants helpers or kfuncs of their own, a
 * {@link io.bpfarena.runtime.helper.FunctionTable}.
 */
package io.bpfarena.runtime;
