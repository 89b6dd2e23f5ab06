package io.bpfarena.broker.cli;

import java.io.PrintWriter;

/**
 * Writes JSON as bpftool lays it out (tools/bpf/bpftool/json_writer.c): members on lines of their own, elements not.
 *
 * <pre>
 * [{
 *         "key": 1,
 *         "value": 5
 *     },{
 * </pre>
 *
 * What bpftool prints of values with known types has this form too, though it is not always JSON: there a number may
 * stand in hex.
 */
final class JsonLayout {
    private static final String INDENT = "    ";

    private final PrintWriter out;
    private int depth;
    private boolean separate;

    JsonLayout(final PrintWriter out) {
        this.out = out;
    }

    JsonLayout beginObject() {
        return begin('{');
    }

    JsonLayout endObject() {
        return end('}');
    }

    JsonLayout beginArray() {
        return begin('[');
    }

    JsonLayout endArray() {
        return end(']');
    }

    private JsonLayout begin(final char c) {
        separate();
        out.print(c);
        depth++;
        separate = false;
        return this;
    }

    private JsonLayout end(final char c) {
        depth--;
        if (separate) {
            newLine();
        }
        out.print(c);
        separate = true;
        return this;
    }

    private void separate() {
        if (separate) {
            out.print(',');
        }
        separate = true;
    }

    private void newLine() {
        out.print('\n');
        out.print(INDENT.repeat(depth));
    }

    JsonLayout name(final String name) {
        separate();
        newLine();
        out.print(quoted(name));
        out.print(": ");
        separate = false;
        return this;
    }

    JsonLayout string(final String value) {
        return raw(quoted(value));
    }

    /** A number or a word. */
    JsonLayout raw(final String text) {
        separate();
        out.print(text);
        return this;
    }

    /** Ends the last line. */
    void finish() {
        out.print('\n');
        out.flush();
    }

    private static String quoted(final String text) {
        final StringBuilder result = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\t' -> result.append("\\t");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\f' -> result.append("\\f");
                case '\b' -> result.append("\\b");
                case '\\', '"' -> result.append('\\').appendCodePoint(c);
                default -> {
                    if (Character.getType(c) == Character.CONTROL) {
                        result.append("\\u%04x".formatted(c));
                    } else {
                        result.appendCodePoint(c);
                    }
                }
            }
        });
        return result.append('"').toString();
    }
}
