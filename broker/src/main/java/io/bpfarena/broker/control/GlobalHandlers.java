package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.ReadGlobalDecoder;
import io.bpfarena.client.protocol.WriteGlobalDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.GlobalVariable;

/** ReadGlobal and WriteGlobal: a part of a variable at a time, since a message has a limited length. */
final class GlobalHandlers {
    private final ReadGlobalDecoder readDecoder = new ReadGlobalDecoder();
    private final WriteGlobalDecoder writeDecoder = new WriteGlobalDecoder();
    private final ObjectRegistry objects;
    private final ResponseProxy responses;

    GlobalHandlers(final ObjectRegistry objects, final ResponseProxy responses) {
        this.objects = objects;
        this.responses = responses;
    }

    void read(final Request request) throws RefusedException {
        readDecoder.wrap(
                request.buffer(), request.offset(), ReadGlobalDecoder.BLOCK_LENGTH, ReadGlobalDecoder.SCHEMA_VERSION);
        final int offset = readDecoder.valueOffset();
        final int wanted = readDecoder.valueLength();
        final GlobalVariable variable = find(readDecoder.objectName(), readDecoder.variableName());
        if (offset < 0 || offset > variable.size() || wanted < 0) {
            throw outside(variable, offset, wanted);
        }
        final int length = Math.min(Math.min(wanted, variable.size() - offset), ControlProtocol.MAX_VALUE_LENGTH);
        responses.globalValue(
                request.session(), request.correlationId(), variable.size(), variable.get(offset, length));
    }

    void write(final Request request) throws RefusedException {
        writeDecoder.wrap(
                request.buffer(), request.offset(), WriteGlobalDecoder.BLOCK_LENGTH,
                WriteGlobalDecoder.SCHEMA_VERSION);
        final int offset = writeDecoder.valueOffset();
        final GlobalVariable variable = find(writeDecoder.objectName(), writeDecoder.variableName());
        final byte[] value = new byte[writeDecoder.valueLength()];
        writeDecoder.getValue(value, 0, value.length);
        if (offset < 0 || offset > variable.size() - value.length) {
            throw outside(variable, offset, value.length);
        }
        variable.set(offset, value);
        responses.done(request.session(), request.correlationId());
    }

    private GlobalVariable find(final String objectName, final String variableName) throws RefusedException {
        final HostedObject object = objects.find(objectName);
        return object.loaded().global(variableName).orElseThrow(() -> new RefusedException(
                Errno.ENOENT, "object %s has no global variable %s".formatted(objectName, variableName)));
    }

    private static RefusedException outside(final GlobalVariable variable, final int offset, final int length) {
        return new RefusedException(Errno.ERANGE, "variable %s has %d bytes: valueOffset=%d, length=%d"
                .formatted(variable.name(), variable.size(), offset, length));
    }
}
