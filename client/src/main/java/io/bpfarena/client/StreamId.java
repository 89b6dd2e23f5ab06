package io.bpfarena.client;

import java.util.Locale;

/**
 * A stream of text that a program's runs write and whoever watches it reads, first in, first out, for all clients
 * together; it holds at most {@value io.bpfarena.client.protocol.ControlProtocol#MAX_STREAM_LENGTH} bytes.
 *
 * <pre>{@code
 * int id = client.listPrograms().getFirst().id();
 * System.out.write(client.readStream(id, StreamId.STDOUT));
 * }</pre>
 *
 * <p>Reading takes the bytes out. As with the kernel's read (BPF_PROG_STREAM_READ_BY_FD) bytes are lost if they were
 * taken out and then cannot be handed over: when this process ends, or the call throws because the broker has gone or
 * has not answered in time.
 * {@link ArenaClient#readStream} refuses with ENOENT if there is no such program.
 */
public enum StreamId {
    /** What the program prints with bpf_stream_vprintk. */
    STDOUT(1),
    /** The same, and what is reported of its faults. */
    STDERR(2);

    private final int number;

    StreamId(final int number) {
        this.number = number;
    }

    /** {@return the number in {@code enum bpf_stream_id}} */
    public int number() {
        return number;
    }

    /** {@return what bpftool calls it: {@code stdout} or {@code stderr}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
