package io.bpfarena.broker.cli;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a command has to say, given once and printed in either form: for people a table or lines, with {@code --json} an
 * array or an object with the same fields.
 *
 * <pre>{@code
 * new Report<ProgramSummary>()
 *         .with("id", ProgramSummary::id)
 *         .with("run_time_ns", p -> new Nanoseconds(p.runTimeNs()))
 *         .printList(programs, out, json);
 *
 * ID  RUN TIME
 *  1    3.2 ms
 * }</pre>
 *
 * @param <T> the items.
 */
final class Report<T> {
    private final List<Field<T>> fields = new ArrayList<>();

    Report<T> with(final String name, final Function<T, Object> value) {
        fields.add(new Field<>(name, value));
        return this;
    }

    /**
     * An item within an item, an object of its own in JSON.
     *
     * @param report what to say of it.
     * @param item   the inner one.
     * @param <P>    its type.
     */
    record Part<P>(Report<P> report, P item) {
        private void writeTo(final JsonWriter writer) throws IOException {
            report.writeObject(writer, item);
        }
    }

    /** Prints a table or an array; a table without items is its head alone. */
    void printList(final List<T> items, final PrintWriter out, final boolean json) {
        if (json) {
            write(out, writer -> {
                writer.beginArray();
                for (final T item : items) {
                    writeObject(writer, item);
                }
                writer.endArray();
            });
        } else {
            printTable(items, out);
        }
        out.flush();
    }

    /** Prints one item: a line for each field, or an object. An empty list gets no line, nor what it does not have. */
    void printOne(final T item, final PrintWriter out, final boolean json) {
        if (json) {
            write(out, writer -> writeObject(writer, item));
        } else {
            for (final Field<T> field : fields) {
                printLine(field, item, out);
            }
        }
        out.flush();
    }

    private void printLine(final Field<T> field, final T item, final PrintWriter out) {
        switch (field.value().apply(item)) {
            case null -> { }
            case List<?> lines when lines.isEmpty() -> { }
            case List<?> lines -> {
                out.println(field.label() + ":");
                lines.forEach(line -> out.println("  " + Field.printable(line.toString())));
            }
            default -> out.println(field.label() + ": " + field.text(item));
        }
    }

    private void printTable(final List<T> items, final PrintWriter out) {
        final List<List<String>> columns = new ArrayList<>();
        for (final Field<T> field : fields) {
            final List<String> cells = new ArrayList<>(List.of(field.head()));
            items.forEach(item -> cells.add(field.text(item)));
            columns.add(aligned(cells, items.isEmpty() || field.value().apply(items.getFirst()) instanceof String));
        }
        for (int row = 0; row <= items.size(); row++) {
            final int line = row;
            out.println(columns.stream().map(column -> column.get(line)).collect(Collectors.joining("  "))
                    .stripTrailing());
        }
    }

    /** Makes all cells of a column as wide as the widest: text at the left, quantities at the right. */
    private static List<String> aligned(final List<String> cells, final boolean left) {
        final int width = cells.stream().mapToInt(String::length).max().orElse(0);
        return cells.stream()
                .map(cell -> left ? cell + " ".repeat(width - cell.length()) : " ".repeat(width - cell.length()) + cell)
                .toList();
    }

    private interface JsonContent {
        void writeTo(JsonWriter writer) throws IOException;
    }

    private static void write(final PrintWriter out, final JsonContent content) {
        try {
            final JsonWriter writer = new JsonWriter(out);
            writer.setFormattingStyle(FormattingStyle.PRETTY);
            content.writeTo(writer);
            writer.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private void writeObject(final JsonWriter writer, final T item) throws IOException {
        writer.beginObject();
        for (final Field<T> field : fields) {
            writer.name(field.name());
            writeValue(writer, field.value().apply(item));
        }
        writer.endObject();
    }

    private static void writeValue(final JsonWriter writer, final Object value) throws IOException {
        switch (value) {
            case null -> writer.nullValue();
            case Number number -> writer.value(number);
            case Boolean flag -> writer.value(flag);
            case Field.Nanoseconds nanoseconds -> writer.value(nanoseconds.value());
            case Part<?> part -> part.writeTo(writer);
            case List<?> elements -> {
                writer.beginArray();
                for (final Object element : elements) {
                    writeValue(writer, element);
                }
                writer.endArray();
            }
            default -> writer.value(value.toString());
        }
    }
}
