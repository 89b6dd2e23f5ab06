package io.bpfarena.runtime.map;

/** Maps for tests. */
final class TestMaps {
    private TestMaps() {
    }

    static BpfMap make(
            final int cpus, final MapType type, final int keySize, final int valueSize, final int entries,
            final int flags) {
        return factory(cpus).create("test",
                new MapAttributes(type.number(), keySize, valueSize, entries, flags, 0, 0));
    }

    static BpfMap make(final MapType type, final int keySize, final int valueSize, final int entries) {
        return make(1, type, keySize, valueSize, entries, 0);
    }

    static MapFactory factory(final int cpus) {
        return new MapFactory((name, wanted) -> {
            throw new AssertionError("no arenas here");
        }, cpus);
    }
}
