package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Links the programs of an object (libbpf.c, bpf_object__relocate). Each gets a copy of every subprogram that it
 * calls, directly or not:
 *
 * <pre>
 *   section syscall   slot 0  main:   call .text+1      becomes   0  main:   call +2   to slot 3
 *                          1          call .text+0                1          call +3   to slot 5
 *                          2          exit                        2          exit
 *   section .text     slot 0  second: exit                        3  first:  call +1   to slot 5
 *                          1  first:  call second                 4          exit
 *                          2          exit                        5  second: exit
 * </pre>
 */
final class ProgramLinker {
    /** Slots in all programs of an object together, each with its copies of subprograms. */
    private static final int MAX_SLOTS = 1 << 19;

    private final InstructionLinker.Environment environment;
    private final RelocatedCode relocated;
    private final FunctionDeclarations declarations;
    private final ExceptionCallbacks exceptionCallbacks;
    private int slots;

    ProgramLinker(
            final ObjectContents contents, final RelocatedCode relocated, final FunctionIndex index,
            final ProgramMaps maps, final FunctionTable functions) {
        this.relocated = relocated;
        this.environment = new InstructionLinker.Environment(contents.code(), index, maps, functions,
                new SourceLines(contents.debug().ext()), contents.settings());
        this.declarations = FunctionDeclarations.of(contents.debug());
        this.exceptionCallbacks = new ExceptionCallbacks(contents, declarations);
    }

    LinkedProgram link(final ProgramDefinition program) throws LoadException {
        final LinkedCode code = new LinkedCode(program.name());
        link(code, program.function());
        final Optional<Function> callback = exceptionCallbacks.of(program);
        if (callback.isPresent() && !code.starts().containsKey(callback.get())) {
            link(code, callback.get());
        }
        final OptionalInt callbackStart = callback.map(code.starts()::get).map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
        if (callbackStart.isPresent()) {
            ExceptionCallbacks.checkNotCalled(code, callbackStart.getAsInt());
        }
        final List<LinkedProgram.SourceLine> lines = new ArrayList<>();
        code.starts().forEach((function, start) -> environment.lines().addTo(lines, function, start));
        return code.program(program, declarations, lines, callbackStart);
    }

    /** Appends a function, and what it refers to. */
    private void link(final LinkedCode code, final Function function) throws LoadException {
        // Depth first, as libbpf recurses; but a chain of calls in the object must not become one in here.
        final List<InstructionLinker> pending = new ArrayList<>();
        pending.add(new InstructionLinker(environment, code, function, append(code, function)));
        while (!pending.isEmpty()) {
            final Function callee = pending.getLast().linkUpToNewSubprogram();
            if (callee == null) {
                pending.removeLast();
            } else {
                pending.add(new InstructionLinker(environment, code, callee, append(code, callee)));
                pending.get(pending.size() - 2).linkCall();
            }
        }
    }

    private int append(final LinkedCode code, final Function function) throws LoadException {
        slots += function.slots();
        if (slots > MAX_SLOTS) {
            throw new LoadException(Errno.E2BIG,
                    "prog '%s': the programs of the object have, with their subprograms, more than %d instructions"
                            .formatted(code.programName(), MAX_SLOTS));
        }
        return code.append(function, relocated);
    }
}
