/**
 * The {@code arena} command line, on picocli: parses, asks a broker (through {@code client}) or a private runtime, and
 * prints what came back as a plain table or, with {@code --json}, as JSON.
 *
 * <pre>{@code
 * int status = ArenaCommandLine.create().execute("prog", "run", "list.bpf.o", "build");   // 0, 1 or 2
 * }</pre>
 *
 * A command holds no logic of the broker or the runtime: whatever it can do, a Java program can do through the same
 * public classes. Errors are one line on standard error ({@link io.bpfarena.broker.cli.OneLineErrors}). Further
 * commands come in from outside through {@link io.bpfarena.broker.cli.CommandProvider}: this package must not know
 * them.
 */
package io.bpfarena.broker.cli;
