package io.bpfarena.broker.program;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a program printed, so many bytes of UTF-8. */
final class OutputTail {
    private final int maxLength;
    private final Deque<String> lines = new ArrayDeque<>();
    private int length;

    OutputTail(final int maxLength) {
        this.maxLength = maxLength;
    }

    void addLine(final String line) {
        lines.add(line);
        length += lengthOf(line);
        while (length > maxLength && lines.size() > 1) {
            length -= lengthOf(lines.remove());
        }
    }

    private static int lengthOf(final String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    /** The lines, each with its end; a single line that is too long is the message encoder's to cut. */
    String text() {
        final StringBuilder text = new StringBuilder(length);
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
