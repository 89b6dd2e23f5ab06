package io.bpfarena.examples.demo;

import io.bpfarena.examples.Structure;
import io.bpfarena.examples.walk.Walk;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What each process found in one structure, side by side. */
final class StructureFigures {
    private record Row(String who, Walk walk, String time) {
    }

    private final Structure structure;
    private final Fact built;
    private final Walk expected;
    private final List<Row> rows = new ArrayList<>();
    private String base = "";

    /** @param built what the builder said: the checksum is the program's own. */
    StructureFigures(final Structure structure, final Fact built) throws DemoException {
        if (!built.text("structure").equals(structure.structureName())) {
            throw new DemoException("expected %s, found \"%s\"".formatted(structure.structureName(), built));
        }
        this.structure = structure;
        this.built = built;
        this.expected = built.walk();
        rows.add(new Row("program", expected, "built in %s, summed in %s".formatted(
                milliseconds(built.number("build_ns")), milliseconds(built.number("sum_ns")))));
    }

    String name() {
        return structure.structureName();
    }

    long count() {
        return expected.count();
    }

    void addWalk(final long pid, final Fact walked) throws DemoException {
        if (!walked.text("structure").equals(name())) {
            throw new DemoException("expected %s, found \"%s\"".formatted(name(), walked));
        }
        base = walked.text("base");
        rows.add(new Row("client " + pid, walked.walk(), "walked in " + milliseconds(walked.number("walk_ns"))));
    }

    /** @param walk what the C walker said, null if it said nothing of this structure. */
    void addC(final Walk walk) {
        rows.add(new Row("C", walk, ""));
    }

    /** {@return whether every process found the same} */
    boolean agree() {
        return rows.stream().allMatch(row -> expected.equals(row.walk()));
    }

    void print(final PrintWriter out) throws DemoException {
        out.printf("%s: base %s, head %s%n", name(), base, built.text("head"));
        for (final Row row : rows) {
            out.printf("  %-14s %s  %s%n", row.who(), row.walk(), row.time());
        }
        out.flush();
    }

    private static String milliseconds(final long nanoseconds) {
        return "%.1f ms".formatted(nanoseconds / 1e6);
    }
}
