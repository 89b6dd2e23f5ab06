package io.bpfarena.runtime.map;

/** A map whose values are maps. Programs look inner maps up; only user space puts them there. Any thread. */
public sealed interface MapOfMaps extends BpfMap permits ArrayOfMaps, HashOfMaps {
    /**
     * Finds an inner map and holds it.
     *
     * @param key native address of the key.
     * @return the map, to be let go of; null if there is none.
     */
    MapHold find(long key);

    /** {@return what the inner maps must be like, for people} */
    String innerMaps();

    /**
     * Puts an inner map, and holds it as long as it is there.
     *
     * @param key   native address of the key.
     * @param inner the map.
     * @param flags as of an update; an array knows BPF_ANY alone.
     * @return 0 or a negative error number: -EINVAL if the map is not like the template.
     */
    long put(long key, BpfMap inner, long flags);
}
