package io.bpfarena.broker.cli;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.StreamId;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code arena prog tracelog}: takes out of a stream what a program in a broker wrote (bpftool's prog.c). */
@Command(name = "tracelog", header = "Show what a program wrote to a stream, and take it out.", description = {
    "arena prog tracelog { stdout | stderr } { id PROG_ID | name NAME }",
    "stderr has the reports of faults too. What was shown is gone from the stream; what is written meanwhile stays. "
            + "Control characters but line ends are shown as \\u and four digits."})
final class ProgTracelog implements Callable<Integer> {
    static final Report<Taken> REPORT = new Report<Taken>()
            .with("id", Taken::id)
            .with("stream", Taken::stream)
            .with("text", Taken::text);

    /** What was taken out. */
    record Taken(int id, String stream, String text) {
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Parameters(index = "0", paramLabel = "stdout|stderr", converter = StreamConverter.class,
            description = "Which stream.")
    private StreamId stream;

    @Parameters(index = "1..2", arity = "2", paramLabel = "WORD WORD", hideParamSyntax = true,
            description = "id PROG_ID or name NAME.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws CommandFailedException {
        final PrintWriter out = spec.commandLine().getOut();
        try (ArenaClient client = broker.connect()) {
            final int id = new MapWords(words).programId(client);
            final String text = new String(client.readStream(id, stream), StandardCharsets.UTF_8);
            if (json.json()) {
                REPORT.printOne(new Taken(id, stream.label(), text), out, true);
            } else {
                out.print(Stream.of(text.split("\n", -1)).map(Field::printable).collect(Collectors.joining("\n")));
                out.flush();
            }
        }
        return ExitStatus.OK;
    }

    /** As bpftool's words it may be cut short, where stdout comes first. */
    static final class StreamConverter implements ITypeConverter<StreamId> {
        @Override
        public StreamId convert(final String word) {
            return Stream.of(StreamId.values())
                    .filter(stream -> !word.isEmpty() && stream.label().startsWith(word)).findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected stdout or stderr, got '%s'".formatted(word)));
        }
    }
}
