package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandLineTest {
    @TempDir
    private Path temporary;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(final CommandLine commandLine, final String... args) {
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(args);
    }

    private int execute(final String... args) {
        return execute(ArenaCommandLine.create(), args);
    }

    static Stream<String> commands() {
        final List<String> commands = new ArrayList<>();
        collect(ArenaCommandLine.create(), commands);
        return commands.stream();
    }

    private static void collect(final CommandLine command, final List<String> commands) {
        commands.add(command.getCommandSpec().qualifiedName());
        command.getSubcommands().forEach((name, sub) -> {
            if (name.equals(sub.getCommandName()) && !sub.getCommandSpec().usageMessage().hidden()) {
                collect(sub, commands);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExplainEveryCommand(final String command) throws IOException {
        final String[] args = (command + " --help").substring("arena ".length()).split(" ");

        assertEquals(ExitStatus.OK, execute(args), err::toString);
        assertEquals("", err.toString());
        GoldenFile.assertSame("help/" + command.replace(' ', '-') + ".txt", out.toString());
    }

    @Test
    void shouldPrintTheVersionOfTheProject() {
        assertEquals(ExitStatus.OK, execute("--version"));
        assertTrue(out.toString().matches("arena \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), out::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "|expected a command after 'arena': one of broker, btf, client, exec, map, prog (see arena --help)",
        "prog|expected a command after 'arena prog': one of dump, list, load, run, show, tracelog "
                + "(see arena prog --help)",
        "nonsense|Unmatched argument at index 0: 'nonsense' (see arena --help)",
        "prog list --nonsense|Unknown option: '--nonsense' (see arena prog list --help)",
        "prog run only-one|Missing required parameter: 'PROGRAM' (see arena prog run --help)",
        "prog run o p --repeat 0|--repeat must be 1 to 2147483647: 0 (see arena prog run --help)",
        "prog run o p --timeout 86401|--timeout must be 1 to 86400: 86401 (see arena prog run --help)",
        "prog run o p --global x|Invalid value for option '--global' (NAME=VALUE): expected NAME=VALUE, got 'x' "
                + "(see arena prog run --help)"
    })
    void shouldAnswerAWrongCommandLineInOneLine(final String line, final String message) {
        final String[] args = line == null ? new String[0] : line.split(" +");

        assertAll(
                () -> assertEquals(ExitStatus.USAGE, execute(args)),
                () -> assertEquals("arena: " + message + "\n", err.toString()),
                () -> assertEquals("", out.toString()));
    }

    @ParameterizedTest
    @CsvSource({"broker status", "prog list", "prog show", "map list", "map show", "map dump id 1",
        "client list", "prog run object program"})
    void shouldSayWhereThereIsNoBrokerAndHowToStartOne(final String command) {
        final int status = execute((command + " --dir " + temporary).split(" "));

        assertEquals(ExitStatus.FAILED, status);
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("arena: no broker in " + temporary + ": "), err::toString);
        assertTrue(err.toString().contains("arena broker start --dir " + temporary), err::toString);
    }

    @Test
    void shouldSayWhereAFailureCameFromOnlyWhenAsked() {
        assertEquals(ExitStatus.FAILED, execute("map", "list", "--verbose", "--dir", temporary.toString()));
        assertTrue(err.toString().contains("\tat io.bpfarena.broker.cli.MapList.call"), err::toString);
    }

    @Test
    void shouldRunAProgramOverAPacketAndWriteWhatItLeft() throws IOException {
        final Path object = Path.of("../bpf-runtime/src/test/resources/objects/packets.bpf.o");
        final Path packet = Files.write(temporary.resolve("in"), new byte[60]);
        final Path left = temporary.resolve("out");

        assertEquals(ExitStatus.OK, execute("prog", "run", object.toString(), "move_ends", "--global", "tail_delta=-10",
                "--data-in", packet.toString(), "--data-out", left.toString()), err::toString);
        assertTrue(out.toString().contains("return value: 50\n"), out::toString);
        assertEquals(50, Files.size(left));
        assertEquals(ExitStatus.FAILED, execute("prog", "run", object.toString(), "move_ends"));
        assertEquals("arena: program move_ends was ended: a packet for a program of type xdp must have 14 to 3520 "
                + "bytes: size=0\n", err.toString());
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        final Path missing = temporary.resolve("missing.bpf.o");

        assertEquals(ExitStatus.FAILED, execute("prog", "run", missing.toString(), "main"));
        assertEquals("arena: object " + missing + " does not exist\n", err.toString());
    }

    @Test
    void shouldRefuseAFileThatIsNoObject() throws IOException {
        final Path file = Files.writeString(temporary.resolve("text.o"), "not an object, but long enough for a header"
                + " of 64 bytes, which is what is looked at first");

        assertEquals(ExitStatus.FAILED, execute("prog", "run", file.toString(), "main"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("arena: object " + file + ": ELF header, offset 0x0: "), err::toString);
    }

    @Test
    void shouldRefuseAFileThatIsTooLargeWithoutReadingIt() throws Exception {
        final Path file = temporary.resolve("large.o");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(1L << 40).write(ByteBuffer.wrap(new byte[1]));
        }
        assertEquals(ExitStatus.FAILED, execute("prog", "run", file.toString(), "main"));
        assertTrue(err.toString().contains("has 1099511627777 bytes; at most"), err::toString);
    }

    @Command(name = "fail")
    static final class Failing implements Callable<Integer> {
        private final Exception exception;

        Failing(final Exception exception) {
            this.exception = exception;
        }

        @Override
        public Integer call() throws Exception {
            throw exception;
        }
    }

    @Test
    void shouldPutAMessageOfSeveralLinesOnOne() {
        final CommandLine commandLine = ArenaCommandLine.create();
        commandLine.addSubcommand(new Failing(new CommandFailedException("first\n  second\r\nthird")));

        assertEquals(ExitStatus.FAILED, execute(commandLine, "fail"));
        assertEquals("arena: first; second; third\n", err.toString());
    }

    @Test
    void shouldNameTheTypeOfAFailureThatNobodyForesaw() {
        final CommandLine commandLine = ArenaCommandLine.create();
        commandLine.addSubcommand(new Failing(new IllegalStateException()));

        assertEquals(ExitStatus.FAILED, execute(commandLine, "fail"));
        assertEquals("arena: IllegalStateException: null (--verbose shows where it came from)\n", err.toString());
    }
}
