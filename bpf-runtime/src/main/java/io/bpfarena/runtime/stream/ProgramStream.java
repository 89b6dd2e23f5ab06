package io.bpfarena.runtime.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stream of text that a program's runs write and whoever watches it reads, first in, first out (kernel/bpf/stream.c).
 * What is read makes room; what finds no room is not written at all. All methods may be called by any thread.
 */
public final class ProgramStream {
    /** Bytes that it holds: the kernel's BPF_STREAM_MAX_CAPACITY. */
    public static final int MAX_CAPACITY = 100_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean refused;

    /** Which stream of a program. */
    public enum Id {
        /** What the program prints with bpf_stream_vprintk. */
        STDOUT(1),
        /** The same, and what is reported of its faults. */
        STDERR(2);

        private final int number;

        Id(final int number) {
            this.number = number;
        }

        /** {@return the number in {@code enum bpf_stream_id}} */
        public int number() {
            return number;
        }
    }

    ProgramStream() {
    }

    /**
     * Appends text.
     *
     * @param text any.
     * @return false if there is no room for all of it; then none was appended.
     */
    public boolean write(final String text) {
        final byte[] added = text.getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            if (added.length >= MAX_CAPACITY - bytes.size()) {
                refused = true;
                return false;
            }
            bytes.writeBytes(added);
            return true;
        }
    }

    /** {@return how many bytes there are to read just now} */
    public synchronized int available() {
        return bytes.size();
    }

    /** {@return whether text found no room since something was read, so that making more is not worth it} */
    public synchronized boolean isFull() {
        return refused;
    }

    /**
     * Takes bytes out (BPF_PROG_STREAM_READ_BY_FD).
     *
     * @param limit most bytes to take, not negative.
     * @return them; empty if there are none.
     */
    public synchronized byte[] read(final int limit) {
        final byte[] all = bytes.toByteArray();
        final int taken = Math.min(limit, all.length);
        final byte[] result = Arrays.copyOf(all, taken);
        bytes.reset();
        bytes.write(all, taken, all.length - taken);
        refused &= taken == 0;
        return result;
    }

    /** {@return all that is in it, as text; afterwards it is empty} */
    public String readText() {
        return new String(read(MAX_CAPACITY), StandardCharsets.UTF_8);
    }
}
