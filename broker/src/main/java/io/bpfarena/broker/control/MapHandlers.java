package io.bpfarena.broker.control;

import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.DescribeMapDecoder;
import io.bpfarena.client.protocol.ReadBtfDecoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;

/** DescribeMap and ReadBtf: what a map is like, and of what types its keys and values are. */
final class MapHandlers {
    private final DescribeMapDecoder describeDecoder = new DescribeMapDecoder();
    private final ReadBtfDecoder btfDecoder = new ReadBtfDecoder();
    private final MapFinder maps;
    private final MapProxy responses;

    MapHandlers(final MapFinder maps, final MapProxy responses) {
        this.maps = maps;
        this.responses = responses;
    }

    void describe(final Request request) throws RefusedException {
        describeDecoder.wrap(
                request.buffer(), request.offset(), DescribeMapDecoder.BLOCK_LENGTH,
                DescribeMapDecoder.SCHEMA_VERSION);
        final int id = describeDecoder.mapId();
        final String object = describeDecoder.objectName();
        final String name = describeDecoder.mapName();
        responses.description(
                request.session(), request.correlationId(), id == 0 ? maps.find(object, name) : maps.find(id));
    }

    void readBtf(final Request request) throws RefusedException {
        btfDecoder.wrap(
                request.buffer(), request.offset(), ReadBtfDecoder.BLOCK_LENGTH, ReadBtfDecoder.SCHEMA_VERSION);
        final OwnedMap map = maps.find(btfDecoder.mapId());
        final int offset = btfDecoder.dataOffset();
        final Btf btf = map.object().loaded().btf().orElseThrow(() -> new RefusedException(
                Errno.ENODATA, "object %s has no BTF".formatted(map.object().name())));
        if (offset < 0 || offset > btf.section().limit()) {
            throw new RefusedException(Errno.ERANGE, "the BTF of object %s has %d bytes: dataOffset=%d"
                    .formatted(map.object().name(), btf.section().limit(), offset));
        }
        responses.btfData(request.session(), request.correlationId(), btf, offset);
    }
}
