package io.bpfarena.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The objects in {@code src/test/bpf}. */
public final class TestObjects {
    private TestObjects() {
    }

    /** {@return one program for each way in which a run can go; arena of 1000 pages at 0x310000000000} */
    public static byte[] workload() {
        return read("/bpf/workload.bpf.o");
    }

    /** {@return an arena of 100 pages at 0x320000005000, with SEGV_ON_FAULT} */
    public static byte[] segv() {
        return read("/bpf/segv.bpf.o");
    }

    /** {@return eight programs and no arena} */
    public static byte[] many() {
        return read("/bpf/many.bpf.o");
    }

    /** {@return one program that needs {@code --btf}, for which the object itself will do, and {@code --kconfig}} */
    public static byte[] depends() {
        return read("/bpf/depends.bpf.o");
    }

    /** {@return hashes for many entries: one of which a walk is short, one of which it is not} */
    public static byte[] largeMaps() {
        return read("/bpf/large_maps.bpf.o");
    }

    /** {@return maps of several types, with and without types of keys and values} */
    public static byte[] typedMaps() {
        return read("/bpf/typed_maps.bpf.o");
    }

    /** {@return programs that write to their streams} */
    public static byte[] written() {
        return read("/bpf/written.bpf.o");
    }

    /**
     * An object of the runtime's tests.
     *
     * @param name such as {@code queues}.
     * @return its bytes.
     */
    public static byte[] ofRuntime(final String name) {
        try {
            return Files.readAllBytes(Path.of("../bpf-runtime/src/test/resources/objects", name + ".bpf.o"));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] read(final String name) {
        try (InputStream in = TestObjects.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }
}
