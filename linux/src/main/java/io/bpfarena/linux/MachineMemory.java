package io.bpfarena.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory there is for this process: the machine's, or less in a container. */
public final class MachineMemory {
    /** If nothing says so: what any machine that runs a JVM with an arena has. */
    static final long UNKNOWN = 1L << 30;

    private static final Path MACHINE = Path.of("/proc/meminfo");
    /** In a cgroup namespace, as containers have, the limit of this process's own group (cgroup v2). */
    private static final Path CONTAINER = Path.of("/sys/fs/cgroup/memory.max");
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,15}) kB$");
    private static final Pattern LIMIT = Pattern.compile("(\\d{1,18})\\s*");

    private MachineMemory() {
    }

    /** {@return bytes; 1 GiB if the system does not say} */
    public static long bytes() {
        return smaller(text(MACHINE), text(CONTAINER));
    }

    /** What the texts of both files say. */
    static long smaller(final String machine, final String container) {
        final Matcher total = TOTAL.matcher(machine);
        final long machineBytes = total.find() ? Long.parseLong(total.group(1)) << 10 : UNKNOWN;
        return Math.min(machineBytes, limit(container).orElse(Long.MAX_VALUE));
    }

    /** The limit may also be {@code max}. */
    private static OptionalLong limit(final String container) {
        final Matcher limit = LIMIT.matcher(container);
        return limit.matches() ? OptionalLong.of(Long.parseLong(limit.group(1))) : OptionalLong.empty();
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            // Not there, or not for us: then it sets no limit.
            return "";
        }
    }
}
