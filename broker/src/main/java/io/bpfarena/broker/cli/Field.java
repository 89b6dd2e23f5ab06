package io.bpfarena.broker.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * One thing that a command says of an item: {@code new Field<>("run_time_ns", p -> new Nanoseconds(p.runTimeNs()))}.
 *
 * @param name  in JSON; the column's head or the line's label is made from it.
 * @param value of an item: a {@link Number}, a {@link String}, an {@link Address}, {@link Nanoseconds}, a list of
 *              strings, for JSON alone a {@link Report.Part}, or null for what it does not have.
 * @param <T>   the item.
 */
record Field<T>(String name, Function<T, Object> value) {
    /** {@return the name for people: {@code run_time_ns} is {@code run time}} */
    String label() {
        return name.replaceFirst("_ns$", "").replace('_', ' ');
    }

    String head() {
        return label().toUpperCase(Locale.ROOT);
    }

    /**
     * The value for people, on one line. Names come from clients and objects: what could drive a terminal or make a
     * line of its own is shown as its code.
     *
     * @param item of which it is.
     * @return text.
     */
    String text(final T item) {
        return printable(Objects.requireNonNullElse(value.apply(item), "-").toString());
    }

    /**
     * Makes a text harmless for a terminal.
     *
     * @param text from anywhere.
     * @return the same with control characters as {@code \\u} and four digits.
     */
    static String printable(final String text) {
        final StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.CONTROL) {
                result.append("\\u%04x".formatted(c));
            } else {
                result.appendCodePoint(c);
            }
        });
        return result.toString();
    }

    /** A number of bytes of an address space; in hex in both forms. */
    record Address(long value) {
        @Override
        public String toString() {
            return "0x%x".formatted(value);
        }
    }

    /** A duration: with a unit that fits for people, the number itself in JSON. */
    record Nanoseconds(long value) {
        private static final String[] UNITS = {"ns", "us", "ms", "s"};

        @Override
        public String toString() {
            double scaled = value;
            int unit = 0;
            // With one decimal, 999.95 is printed as 1000.0.
            while (Math.abs(scaled) >= (unit == 0 ? 1000 : 999.95) && unit < UNITS.length - 1) {
                scaled /= 1000;
                unit++;
            }
            return unit == 0 ? value + " ns" : String.format(Locale.ROOT, "%.1f %s", scaled, UNITS[unit]);
        }
    }
}
