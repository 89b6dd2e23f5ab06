package com.example.embedding;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Assembler;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.program.RunResult;
import io.bpfarena.runtime.stream.ProgramStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a program does that wants the runtime alone: an object, its arena and maps, bytecode, functions of its own. */
public final class Main {
    private Main() {
    }

    public static void main(final String[] args) throws Exception {
        final FunctionTable functions = FunctionTable.builder().addAll(FunctionTable.standard())
                .helper(9001, "add", "u32 add(u32 a, int b)", (context, a, b, r3, r4, r5) -> a + b)
                .helper(9002, "stop", "void stop(u64 value)", (context, value, r2, r3, r4, r5) -> {
                    context.exit(value);
                    return 0;
                })
                .build();
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().functions(functions))) {
            final LoadedObject list = runtime.load(BpfObject.open("stack", Files.readAllBytes(Path.of(args[0]))));
            final LoadedProgram push = list.program("push").orElseThrow();
            for (byte value = 1; value <= 10; value++) {
                final RunResult result = push.run(new byte[] {value, 0, 0, 0, 0, 0, 0, 0});
                System.out.println("push " + value + ": " + result.retval());
            }
            System.out.println("pages: " + list.arena().orElseThrow().maxEntries());
            System.out.println("map: " + MapView.of(list.maps().getFirst()).map().name());
            System.out.println("errors: '" + push.stream(ProgramStream.Id.STDERR).readText() + "'");
            final LoadedObject bytecode = runtime.load("sum", Assembler.assemble("""
                    r1 = 40
                    r2 = 2
                    call 9001
                    r1 = r0
                    call 9002
                    r0 = 0
                    exit
                    """).instructions());
            System.out.println("sum: " + bytecode.programs().getFirst().run(new byte[0]).r0());
            System.out.println(Main.class.getModule() + " in " + BpfRuntime.class.getModule());
        }
    }
}
