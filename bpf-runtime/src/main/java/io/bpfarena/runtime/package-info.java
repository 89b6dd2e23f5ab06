/**
 * The front door for a Java program that wants to run BPF objects in its own process: open an object, adjust it, load
 * it into a runtime, run its programs and look at its globals, as one would with libbpf.
 *
 * <pre>{@code
 * BpfObject object = BpfObject.open("counter", Files.readAllBytes(path));
 * try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
 *         LoadedObject loaded = runtime.load(object)) {
 *     RunResult result = loaded.program("count").orElseThrow().run(new byte[8]);
 *     long counter = loaded.global("counter").orElseThrow().getLong();
 * }
 * }</pre>
 *
 * It knows no broker, no client and no wire. Whoever wants arenas somewhere else than in private memory gives the
 * context an {@link io.bpfarena.runtime.arena.ArenaMemoryFactory}; whoever wants helpers or kfuncs of their own, a
 * {@link io.bpfarena.runtime.helper.FunctionTable}.
 */
package io.bpfarena.runtime;
