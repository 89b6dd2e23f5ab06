package io.bpfarena.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The objects compiled from src/test/bpf. */
public final class TestObjects {
    /** Their names. */
    public static final List<String> NAMES =
            List.of("arena", "arena_spin", "calls", "core", "core_kernel", "core_local", "counter", "declarations",
                    "fields", "globals", "kconfig", "kfuncs", "ksyms", "locks", "map_in_map", "maps", "one_variable",
                    "packets", "percpu", "queues", "rings", "streams", "timers", "tracing", "types");

    /** Those that only ask helpers: large, and nothing new to a loader. */
    public static final List<String> HELPERS = List.of("dynptrs", "prints", "probes", "skb", "strings");

    /** Names of those that are compiled for each version of the instruction set: {@code kernel/v4/loops}. */
    public static final List<String> KERNEL_NAMES =
            List.of("arena_atomics", "arena_data", "arena_locks", "arena_order", "exceptions", "flows", "loops",
                    "map_of_maps", "ring_buffers", "subprograms", "tail_calls", "timers");

    private TestObjects() {
    }

    /** The bytes of one of them. */
    public static byte[] bytes(final String name) {
        return resource(name + ".bpf.o");
    }

    /** A text that lies beside them. */
    public static String text(final String name) {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    /** One of them with some text replaced by another of the same length, everywhere. */
    public static byte[] patched(final String name, final String from, final String to) {
        final byte[] bytes = bytes(name);
        final byte[] old = from.getBytes(StandardCharsets.ISO_8859_1);
        final byte[] replacement = to.getBytes(StandardCharsets.ISO_8859_1);
        if (old.length != replacement.length) {
            throw new IllegalArgumentException("'%s' and '%s' differ in length".formatted(from, to));
        }
        int found = 0;
        for (int i = 0; i + old.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + old.length, old, 0, old.length)) {
                System.arraycopy(replacement, 0, bytes, i, old.length);
                found++;
            }
        }
        if (found == 0) {
            throw new IllegalArgumentException("'%s' is not in %s".formatted(from, name));
        }
        return bytes;
    }

    private static byte[] resource(final String name) {
        try (InputStream in = TestObjects.class.getResourceAsStream("/objects/" + name)) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
