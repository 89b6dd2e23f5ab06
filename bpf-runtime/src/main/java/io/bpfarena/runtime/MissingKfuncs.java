package io.bpfarena.runtime;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.program.LinkedProgram;

/**
 * A program may refer to a weak kfunc that is not there: it asks bpf_ksym_exists before it calls. The kernel's verifier
 * sees that the call is dead; here it stays in, and ends the program if it is ever reached.
 */
final class MissingKfuncs {
    private MissingKfuncs() {
    }

    /** The table with an entry for each kfunc of the program that it does not have. */
    static FunctionTable added(final FunctionTable table, final LinkedProgram program) {
        FunctionTable.Builder complete = null;
        for (final String name : program.kfuncs()) {
            if (table.kfunc(name).isEmpty()) {
                complete = complete == null ? FunctionTable.builder().addAll(table) : complete;
                complete.kfunc(name, "void %s(void)".formatted(name), (context, r1, r2, r3, r4, r5) -> {
                    context.fail("kfunc '%s' is referenced but wasn't resolved"
                            .formatted(name.replaceFirst("___unresolved$", "")));
                    return 0;
                });
            }
        }
        return complete == null ? table : complete.build();
    }
}
