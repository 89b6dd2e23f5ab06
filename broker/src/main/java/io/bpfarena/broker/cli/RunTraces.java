package io.bpfarena.broker.cli;

import io.bpfarena.runtime.CallbackReport;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.stream.ProgramStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What programs left beside their results: text in their streams, and what their callbacks told.
 *
 * @param stdout    what they wrote to their stdout streams.
 * @param stderr    what they wrote to their stderr streams, reports of faults among it.
 * @param callbacks of all of them, as far as they have run.
 */
record RunTraces(String stdout, String stderr, CallbackReport callbacks) {
    /** How a report of an access to an absent page begins, and its call trace (kernel/bpf/stream.c). */
    private static final List<Pattern> ARENA_REPORT = List.of(
            Pattern.compile("ERROR: Arena (READ|WRITE) access at unmapped address 0x[0-9a-f]+"),
            Pattern.compile("CPU: .*"), Pattern.compile("Call trace:"));
    private static final Pattern FRAME = Pattern.compile("\\S+\\+0x[0-9a-f]+/0x[0-9a-f]+");

    static final Report<CallbackReport> CALLBACKS = new Report<CallbackReport>()
            .with("runs", CallbackReport::runs)
            .with("faults", CallbackReport::faultCount)
            .with("fault_reports", CallbackReport::faults)
            .with("output", CallbackReport::printed);

    /** Takes it out of programs, one after the other. */
    static RunTraces of(final List<LoadedProgram> programs) {
        return new RunTraces(
                read(programs, ProgramStream.Id.STDOUT), read(programs, ProgramStream.Id.STDERR),
                together(programs.stream().map(LoadedProgram::callbacks).toList()));
    }

    private static String read(final List<LoadedProgram> programs, final ProgramStream.Id id) {
        return programs.stream().map(program -> program.stream(id).readText()).collect(Collectors.joining());
    }

    private static CallbackReport together(final List<CallbackReport> reports) {
        return new CallbackReport(
                reports.stream().mapToLong(CallbackReport::runs).sum(),
                reports.stream().flatMap(report -> report.faults().stream()).toList(),
                reports.stream().mapToLong(CallbackReport::faultCount).sum(),
                reports.stream().flatMap(report -> report.printed().stream()).toList(),
                reports.stream().mapToLong(CallbackReport::printedCount).sum());
    }

    List<String> stdoutLines() {
        return lines(stdout);
    }

    /** Without the reports that people read in the report of the run. */
    List<String> stderrLines() {
        final List<String> lines = lines(stderr);
        final List<String> kept = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            if (isReport(lines, at)) {
                at = endOfFrames(lines, at + ARENA_REPORT.size());
            } else {
                kept.add(lines.get(at++));
            }
        }
        return kept;
    }

    private static boolean isReport(final List<String> lines, final int at) {
        return at + ARENA_REPORT.size() <= lines.size() && IntStream.range(0, ARENA_REPORT.size())
                .allMatch(i -> ARENA_REPORT.get(i).matcher(lines.get(at + i)).matches());
    }

    /** Each frame has a line, and below it that of the source if that is known. */
    private static int endOfFrames(final List<String> lines, final int start) {
        int at = start;
        while (at < lines.size() && FRAME.matcher(lines.get(at)).matches()) {
            at++;
            if (at < lines.size() && lines.get(at).startsWith("  ")) {
                at++;
            }
        }
        return at;
    }

    /** Lines end with a line feed alone: a carriage return is for the terminal, and to be seen. */
    private static List<String> lines(final String text) {
        final List<String> lines = Arrays.asList(text.split("\n", -1));
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    /** How many there were, then what they did wrong, then what they printed; nothing if none has run. */
    List<String> callbackLines() {
        if (callbacks.runs() == 0 && callbacks.faultCount() == 0) {
            return List.of();
        }
        final List<String> lines = new ArrayList<>();
        lines.add("runs: %d, faults: %d".formatted(callbacks.runs(), callbacks.faultCount()));
        callbacks.faults().stream().map(FaultReport::toString).forEach(lines::add);
        lines.addAll(callbacks.printed());
        return lines;
    }
}
