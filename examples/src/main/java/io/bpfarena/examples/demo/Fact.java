package io.bpfarena.examples.demo;

import io.bpfarena.examples.walk.Walk;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the demo's processes tell each other, one to a line: {@code walked structure=linked_list count=100000 ...}. A
 * number is decimal, or hexadecimal after {@code 0x}.
 *
 * @param subject what it is about.
 * @param values  in the order of the line.
 */
record Fact(String subject, Map<String, String> values) {
    static Fact about(final String subject) {
        return new Fact(subject, new LinkedHashMap<>());
    }

    static boolean isAbout(final String line, final String subject) {
        return line.startsWith(subject + " ");
    }

    static Fact parse(final String line) throws DemoException {
        final String[] words = line.strip().split(" ");
        final Fact fact = about(words[0]);
        for (int i = 1; i < words.length; i++) {
            final int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new DemoException("expected name=value in \"" + line + "\", found \"" + words[i] + '"');
            }
            fact.values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return fact;
    }

    Fact with(final String name, final String value) {
        values.put(name, value);
        return this;
    }

    Fact with(final String name, final long value) {
        return with(name, Long.toString(value));
    }

    Fact withHex(final String name, final long value) {
        return with(name, "0x" + Long.toHexString(value));
    }

    Fact with(final Walk walk) {
        return with("count", walk.count()).withHex("sum", walk.sum()).withHex("hash", walk.hash());
    }

    String text(final String name) throws DemoException {
        final String value = values.get(name);
        if (value == null) {
            throw new DemoException("no " + name + " in \"" + this + '"');
        }
        return value;
    }

    long number(final String name) throws DemoException {
        final String text = text(name);
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text, 2, text.length(), 16) : Long.parseLong(text);
        } catch (final NumberFormatException e) {
            throw new DemoException("no number in %s of \"%s\"".formatted(name, this));
        }
    }

    Walk walk() throws DemoException {
        return new Walk(number("count"), number("sum"), number("hash"));
    }

    /** {@return the line that {@link #parse} reads} */
    @Override
    public String toString() {
        final StringBuilder line = new StringBuilder(subject);
        values.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }
}
