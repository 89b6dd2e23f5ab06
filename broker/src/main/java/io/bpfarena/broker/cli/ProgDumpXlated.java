package io.bpfarena.broker.cli;

import io.bpfarena.runtime.program.LinkedProgram.SourceLine;
import io.bpfarena.runtime.program.ProgramListing;
import io.bpfarena.runtime.program.ProgramListing.Detail;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena prog dump xlated}: a program as it was linked, in the kernel's text form. */
@Command(name = "xlated", header = "Show a program as it was linked.", description = {
    "Its instructions and those of its subprograms, in the kernel's form, below the source lines that they come from. "
            + "The object is loaded into a runtime of this process for it.",
    "opcodes adds the bytes of each instruction, linum the file, line and column of each source line."})
final class ProgDumpXlated implements Callable<Integer> {
    static final Report<ProgramListing.Line> REPORT = new Report<ProgramListing.Line>()
            .with("slot", ProgramListing.Line::slot)
            .with("function", line -> line.function().orElse(null))
            .with("src", line -> source(line, source -> source.text().strip()))
            .with("file", line -> source(line, SourceLine::file))
            .with("line_num", line -> source(line, SourceLine::line))
            .with("line_col", line -> source(line, SourceLine::column))
            .with("disasm", ProgramListing.Line::text)
            .with("opcodes", ProgramListing::opcodes);

    private static Object source(final ProgramListing.Line line, final Function<SourceLine, Object> part) {
        return line.source().map(part).orElse(null);
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private JsonOption json;
    @Mixin
    private TargetOptions target;

    @Parameters(index = "0", paramLabel = "OBJECT", description = "Object file.")
    private Path object;

    @Parameters(index = "1", paramLabel = "PROGRAM", description = "Name of the program's C function.")
    private String program;

    @Parameters(index = "2..*", arity = "0..2", paramLabel = "opcodes|linum",
            description = "What to show beside the instructions; JSON has it all.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws CommandFailedException {
        final Set<Detail> details = details();
        final PrintWriter out = spec.commandLine().getOut();
        try (PrivateHost host = PrivateHost.load(new ObjectFile(object), target)) {
            final ProgramListing listing = host.listing(program);
            if (json.json()) {
                REPORT.printList(listing.lines(), out, true);
            } else {
                listing.text(details).lines().map(Field::printable).forEach(out::println);
            }
        }
        out.flush();
        return ExitStatus.OK;
    }

    private Set<Detail> details() {
        final Set<Detail> details = EnumSet.noneOf(Detail.class);
        for (final String word : words) {
            details.add(Stream.of(Detail.values())
                    .filter(detail -> detail.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                    .orElseThrow(() -> new ParameterException(spec.commandLine(),
                            "expected opcodes or linum after the program, got '%s'".formatted(word))));
        }
        return details;
    }
}
