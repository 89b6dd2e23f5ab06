package io.bpfarena.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process has mapped, read from /proc/self/maps (proc_pid_maps(5)). */
public final class ProcessMaps {
    private static final Path SELF = Path.of("/proc/self/maps");

    private ProcessMaps() {
    }

    /**
     * One mapping.
     *
     * @param start       first address.
     * @param end         first address after it.
     * @param permissions such as {@code rw-s}.
     * @param name        path or pseudo-path such as {@code [heap]}; empty if it is anonymous.
     */
    public record Entry(long start, long end, String permissions, String name) {
        static Entry parse(final String line) {
            final String[] fields = line.split("\\s+", 6);
            final int dash = fields[0].indexOf('-');
            return new Entry(
                    Long.parseUnsignedLong(fields[0], 0, dash, 16),
                    Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16),
                    fields[1],
                    fields.length > 5 ? fields[5] : "");
        }

        @Override
        public String toString() {
            return "%x-%x %s %s".formatted(start, end, permissions, name.isEmpty() ? "(anonymous)" : name);
        }
    }

    /**
     * The mappings that share at least one byte with a range, in order of address.
     *
     * @param address first byte.
     * @param length  bytes.
     * @return a snapshot; empty also where /proc is not there.
     */
    public static List<Entry> overlapping(final long address, final long length) {
        try (Stream<String> lines = Files.lines(SELF)) {
            return lines.map(Entry::parse)
                    .filter(e -> Long.compareUnsigned(e.start, address + length) < 0
                            && Long.compareUnsigned(address, e.end) < 0)
                    .toList();
        } catch (final IOException e) {
            return List.of();
        }
    }
}
