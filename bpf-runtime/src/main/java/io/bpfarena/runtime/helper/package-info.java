/**
 * The functions that programs call: helpers by number, kfuncs by name, all in one {@link
 * io.bpfarena.runtime.helper.FunctionTable}, to which an embedding process adds its own. A function sees the program
 * that calls it through {@link io.bpfarena.runtime.helper.CallContext} alone: it knows no engine.
 *
 * <pre>{@code
 * FunctionTable functions = FunctionTable.builder().addAll(FunctionTable.standard())
 *         .helper(9001, "twice", "u32 twice(u32 n)", (context, n, r2, r3, r4, r5) -> 2 * n)
 *         .helper(9002, "stop", "void stop(u64 value)", (context, value, r2, r3, r4, r5) -> {
 *             context.exit(value);                                   // ends the program, and does not return
 *             return 0;
 *         })
 *         .build();
 * String text = String.join(System.lineSeparator(), "r1 = 21", "call 9001", "r1 = r0", "call 9002", "exit");
 * try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().functions(functions));
 *         LoadedObject object = runtime.load("demo", Assembler.assemble(text).instructions())) {
 *     System.out.println(object.programs().getFirst().run(new byte[0]).retval());         // 42
 * }
 * }</pre>
 */
package io.bpfarena.runtime.helper;
