package io.bpfarena.broker.control;

import io.bpfarena.broker.program.HostedMap;
import io.bpfarena.broker.program.HostedObject;
import io.bpfarena.broker.program.ObjectRegistry;
import io.bpfarena.broker.program.ObjectRegistry.OwnedMap;
import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.BpfMap;
import java.util.Optional;

/** Finds the map that a request names. The agent's thread alone. */
final class MapFinder {
    private final ObjectRegistry objects;

    MapFinder(final ObjectRegistry objects) {
        this.objects = objects;
    }

    OwnedMap find(final int id) throws RefusedException {
        return Optional.ofNullable(objects.map(id)).orElseThrow(() -> new RefusedException(
                Errno.ENOENT, "%s with id %d".formatted(ControlProtocol.NO_MAP, id)));
    }

    /** By name, or by the section of globals that it holds. */
    OwnedMap find(final String objectName, final String mapName) throws RefusedException {
        final HostedObject object = objects.find(objectName);
        final BpfMap map = object.loaded().map(mapName).orElseThrow(() -> new RefusedException(
                Errno.ENOENT, "%s %s in object %s".formatted(ControlProtocol.NO_MAP, mapName, objectName)));
        final HostedMap hosted =
                object.maps().stream().filter(candidate -> candidate.map() == map).findFirst().orElseThrow();
        return new OwnedMap(object, hosted);
    }

    /** A map of a certain kind. */
    <T extends BpfMap> T find(final int id, final Class<T> kind, final String name) throws RefusedException {
        final BpfMap map = find(id).map().map();
        if (!kind.isInstance(map)) {
            throw new RefusedException(Errno.EINVAL, "map '%s' is no %s but a %s"
                    .formatted(map.name(), name, map.type().label()));
        }
        return kind.cast(map);
    }
}
