package io.bpfarena.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The objects compiled from src/test/bpf. */
public final class TestObjects {
    /** Their names. */
    public static final List<String> NAMES = List.of("arena", "calls", "globals", "kfuncs", "maps", "types");

    private TestObjects() {
    }

    /** The bytes of one of them. */
    public static byte[] bytes(final String name) {
        try (InputStream in = TestObjects.class.getResourceAsStream("/objects/" + name + ".bpf.o")) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
