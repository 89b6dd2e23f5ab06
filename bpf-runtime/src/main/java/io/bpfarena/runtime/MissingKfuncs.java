package io.bpfarena.runtime;

import io.bpfarena.runtime.helper.FunctionPrototype;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A program may refer to a weak kfunc that is not there: it asks bpf_ksym_exists before it calls. The kernel's verifier
 * sees that the call is dead; here it stays in, and ends the program if it is ever reached.
 */
final class MissingKfuncs {
    private static final FunctionPrototype NOTHING = FunctionPrototype.parse("void missing(void)");

    private MissingKfuncs() {
    }

    /** The table with an entry for each kfunc of an object's programs that it does not have. */
    static FunctionTable added(final FunctionTable table, final List<LinkedProgram> programs) {
        final Set<String> missing = new LinkedHashSet<>();
        programs.forEach(program -> missing.addAll(program.kfuncs()));
        missing.removeIf(name -> table.kfunc(name).isPresent());
        if (missing.isEmpty()) {
            return table;
        }
        final FunctionTable.Builder complete = FunctionTable.builder().addAll(table);
        for (final String name : missing) {
            complete.kfunc(prototype(name), (context, r1, r2, r3, r4, r5) -> {
                context.fail("kfunc '%s' is referenced but wasn't resolved"
                        .formatted(name.replaceFirst("___unresolved$", "")));
                return 0;
            });
        }
        return complete.build();
    }

    /** Not parsed: the name is the object's, and may be anything. */
    private static FunctionPrototype prototype(final String name) {
        return new FunctionPrototype(name, NOTHING.returnType(), NOTHING.parameters(), NOTHING.variadic(),
                "void %s(void)".formatted(name));
    }
}
