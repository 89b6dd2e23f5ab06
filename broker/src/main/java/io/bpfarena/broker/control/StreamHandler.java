package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.ObjectRegistry.OwnedProgram;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.ReadStreamDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.stream.ProgramStream;
import java.util.Optional;

/** ReadStream: takes out of a program's stream what fits into a message, with the kernel's error numbers. */
final class StreamHandler implements RequestHandler {
    private final ReadStreamDecoder decoder = new ReadStreamDecoder();
    private final ObjectRegistry objects;
    private final ResponseProxy responses;

    StreamHandler(final ObjectRegistry objects, final ResponseProxy responses) {
        this.objects = objects;
        this.responses = responses;
    }

    @Override
    public void onRequest(final Request request) throws RefusedException {
        decoder.wrap(
                request.buffer(), request.offset(), ReadStreamDecoder.BLOCK_LENGTH, ReadStreamDecoder.SCHEMA_VERSION);
        final int limit = decoder.byteLimit();
        final ProgramStream stream = find(decoder.programId(), decoder.streamNumber());
        if (limit < 0) {
            throw new RefusedException(Errno.EINVAL, "byteLimit must be at least 0: byteLimit=" + limit);
        }
        final byte[] taken = stream.read(Math.min(limit, ControlProtocol.MAX_VALUE_LENGTH));
        responses.streamBytes(request.session(), request.correlationId(), stream.available(), taken);
    }

    private ProgramStream find(final int programId, final int streamNumber) throws RefusedException {
        final OwnedProgram owned = Optional.ofNullable(objects.program(programId)).orElseThrow(
                () -> new RefusedException(Errno.ENOENT, "there is no program with id %d".formatted(programId)));
        return owned.program().program().streams().of(streamNumber).orElseThrow(
                () -> new RefusedException(Errno.ENOENT, "program %s has no stream %d, but 1 (stdout) and 2 (stderr)"
                        .formatted(owned.program().program().name(), streamNumber)));
    }
}
