package io.bpfarena.fuzz;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.InvalidInputException;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.RunOptions;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.time.Duration;

/**
 * Runs the programs of objects, each for a few milliseconds: whatever a program does, it ends by itself, by a fault
 * report or by its deadline. The input is as for {@link ObjectFuzzer}.
 */
public final class ProgramFuzzer {
    private static final Duration DEADLINE = Duration.ofMillis(5);
    private static final int MAX_PROGRAMS = 8;
    private static final int CONTEXT = 256;
    private static final int PACKET = 128;
    private static final int TRACEPOINT_CONTEXT = 96;

    private ProgramFuzzer() {
    }

    /**
     * Jazzer's entry.
     *
     * @param input from Jazzer.
     */
    public static void fuzzerTestOneInput(final byte[] input) {
        final byte[] object = ObjectEdits.object(input);
        try {
            Budget.check(() -> run(object), FuzzRuntime.MAP_MEMORY, MAX_PROGRAMS * DEADLINE.toNanos());
        } catch (final RuntimeException | Error e) {
            Findings.keep(ProgramFuzzer.class, object);
            throw e;
        }
    }

    /** Loads an object and runs its programs. */
    private static void run(final byte[] bytes) {
        try (BpfRuntime runtime = FuzzRuntime.launch()) {
            try (LoadedObject object = runtime.load(BpfObject.open("fuzz", bytes))) {
                object.programs().stream().limit(MAX_PROGRAMS).forEach(ProgramFuzzer::run);
            } catch (final ObjectFormatException | LoadException e) {
                // Refused as it should be; whether it is refused well is the other target's matter.
                return;
            }
            FuzzRuntime.checkEmpty(runtime);
        }
    }

    private static void run(final LoadedProgram program) {
        final RunOptions options = switch (program.type()) {
            case SYSCALL -> RunOptions.DEFAULT.withContext(new byte[CONTEXT]);
            case RAW_TRACEPOINT -> RunOptions.DEFAULT.withContext(new byte[TRACEPOINT_CONTEXT]);
            default -> RunOptions.DEFAULT.withData(new byte[PACKET]);
        };
        try {
            program.run(options.within(DEADLINE));
        } catch (final ProgramFaultException | InvalidInputException e) {
            // The program did what it must not, and was told so.
            return;
        }
    }
}
