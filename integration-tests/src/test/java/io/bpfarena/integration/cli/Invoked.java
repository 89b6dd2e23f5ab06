package io.bpfarena.integration.cli;

import io.bpfarena.broker.cli.ArenaCommandLine;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command that ran in this JVM.
 *
 * @param status exit status.
 * @param out    what it printed.
 * @param err    what it printed on standard error.
 */
record Invoked(int status, String out, String err) {
    static Invoked arena(final Object... args) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        final int status = ArenaCommandLine.create()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(texts);
        return new Invoked(status, out.toString(), err.toString());
    }
}
