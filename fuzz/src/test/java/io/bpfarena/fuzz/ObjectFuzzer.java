package io.bpfarena.fuzz;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.LoadException;

/**
 * Opens and loads objects: ELF, BTF, relocations, maps, linking, and the interpreter's preparation. Declared are
 * {@link ObjectFormatException} and {@link LoadException}. The input is a script of {@link ObjectEdits}, or an object.
 */
public final class ObjectFuzzer {
    /** Longest text that an object may get into a message or warning: a few names, each of at most 512 bytes. */
    private static final int MAX_TEXT = 8192;
    /** The listing of an object is a wish of the user's, and its lines take some hundred times as much as its code. */
    private static final int LARGEST_TO_LIST = 128 << 10;

    private ObjectFuzzer() {
    }

    /**
     * Jazzer's entry.
     *
     * @param input from Jazzer.
     */
    public static void fuzzerTestOneInput(final byte[] input) {
        final byte[] object = ObjectEdits.object(input);
        try {
            Budget.check(() -> load(object), FuzzRuntime.MAP_MEMORY, 0);
        } catch (final RuntimeException | Error e) {
            Findings.keep(ObjectFuzzer.class, object);
            throw e;
        }
    }

    /** Opens an object and loads it. */
    private static void load(final byte[] bytes) {
        try (BpfRuntime runtime = FuzzRuntime.launch()) {
            try {
                final BpfObject object = BpfObject.open("fuzz", bytes);
                object.warnings().forEach(ObjectFuzzer::checkText);
                if (bytes.length <= LARGEST_TO_LIST) {
                    object.disassembly();
                }
                runtime.load(object).close();
            } catch (final ObjectFormatException | LoadException e) {
                checkText(e.getMessage());
            }
            FuzzRuntime.checkEmpty(runtime);
        }
    }

    private static void checkText(final String text) {
        if (text.length() > MAX_TEXT) {
            throw new BudgetExceededException("a text of %d characters: %.200s ...".formatted(text.length(), text));
        }
    }
}
