package io.bpfarena.runtime.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The streams of a program, which all its runs share. Any thread. */
public final class ProgramStreams {
    private final Map<ProgramStream.Id, ProgramStream> streams = new EnumMap<>(ProgramStream.Id.class);

    /** Makes empty streams. */
    public ProgramStreams() {
        for (final ProgramStream.Id id : ProgramStream.Id.values()) {
            streams.put(id, new ProgramStream());
        }
    }

    /**
     * A stream.
     *
     * @param id which.
     * @return the stream.
     */
    public ProgramStream of(final ProgramStream.Id id) {
        return streams.get(id);
    }

    /**
     * A stream by its number.
     *
     * @param number as in {@code enum bpf_stream_id}.
     * @return the stream, or empty if there is none of that number.
     */
    public Optional<ProgramStream> of(final int number) {
        return streams.keySet().stream().filter(id -> id.number() == number).findFirst().map(streams::get);
    }
}
