package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * A map as user space has it through bpf(2), for Java: keys and values are bytes, errors are exceptions with the
 * kernel's error number.
 *
 * <pre>{@code
 * MapView counters = MapView.of(object.map("counters").orElseThrow());
 * counters.update(key, value, MapFlags.NOEXIST);
 * counters.lookup(key).ifPresent(bytes -> System.out.println(Arrays.toString(bytes)));
 * counters.forEach((k, v) -> System.out.println(Arrays.toString(k)));
 * }</pre>
 *
 * <ul>
 * <li>Of a per-CPU map a value is those of all CPUs side by side, each rounded up to eight bytes.</li>
 * <li>A queue or stack has keys of no bytes; an update is a push, a lookup a peek.</li>
 * <li>Of an array of programs, and of an array or hash of maps, a value is the number of what is there; it is put by
 * {@link #put(byte[], BpfMap, long)} or {@link #put(byte[], TailCallTarget, long)}.</li>
 * </ul>
 *
 * <p>Any thread may call. Once the map was closed, and no map of maps or {@link MapHold} keeps it, all methods that
 * touch elements throw {@link IllegalStateException}.
 *
 * <p>Of locks, timers and workqueues in a value user space sees zeros, and an update leaves them as they are. With
 * {@link MapFlags#LOCK} a value is copied while its bpf_spin_lock is held; a map without one answers EINVAL. Where the
 * kernel waits for the lock for ever, here it is {@link #LOCK_TIMEOUT}, and then EBUSY.
 */
public final class MapView {
    /** How long an access waits for the lock in a value: longer than a program runs if nobody says otherwise. */
    public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(15);

    private final BpfMap map;

    private MapView(final BpfMap map) {
        this.map = map;
    }

    /**
     * Views a map.
     *
     * @param map any.
     * @return the view.
     */
    public static MapView of(final BpfMap map) {
        return new MapView(map);
    }

    /** {@return the map itself} */
    public BpfMap map() {
        return map;
    }

    /** {@return bytes in a value as this view has it} */
    public long valueSize() {
        return map instanceof final CountedMap counted ? counted.userValueSize() : map.valueSize();
    }

    /**
     * Reads a value.
     *
     * @param key its key.
     * @return a copy of the value; empty if there is none.
     * @throws MapException EPERM if the map is write-only for user space, ENOTSUPP and others as the kernel.
     */
    public Optional<byte[]> lookup(final byte[] key) {
        return lookup(key, MapFlags.ANY);
    }

    /**
     * Reads a value.
     *
     * @param key   its key.
     * @param flags {@link MapFlags#ANY} or {@link MapFlags#LOCK}.
     * @return a copy of the value; empty if there is none.
     * @throws MapException as {@link #lookup(byte[])}; EINVAL for other flags or if there is no lock, EBUSY if it was
     *                      held all the time.
     */
    public Optional<byte[]> lookup(final byte[] key, final long flags) {
        checkReadable("lookup");
        return read(key, "lookup", isLocked("lookup", flags) ? CountedMap::userLookupLocked : CountedMap::userLookup);
    }

    /**
     * Reads a value into a segment of any kind.
     *
     * @param key   its key.
     * @param value of {@link #valueSize()} bytes, which receives a copy.
     * @return whether there was one.
     * @throws MapException as {@link #lookup(byte[])}.
     */
    public boolean lookup(final MemorySegment key, final MemorySegment value) {
        checkReadable("lookup");
        try (MapCall call = MapCall.on(map, key)) {
            checkSize(value);
            final MemorySegment copy = call.allocate(valueSize());
            final boolean found = isThere("lookup", call.map().userLookup(call.key(), copy.address()));
            if (found) {
                value.copyFrom(copy);
            }
            return found;
        }
    }

    /**
     * Reads a value and removes it: of a hash, a queue or a stack.
     *
     * @param key its key.
     * @return the value; empty if there was none.
     * @throws MapException EPERM if the map is read-only or write-only for user space, ENOTSUPP if the type has it not.
     */
    public Optional<byte[]> lookupAndDelete(final byte[] key) {
        return lookupAndDelete(key, MapFlags.ANY);
    }

    /**
     * Reads a value and removes it.
     *
     * @param key   its key.
     * @param flags {@link MapFlags#ANY} or {@link MapFlags#LOCK}.
     * @return the value; empty if there was none.
     * @throws MapException as {@link #lookupAndDelete(byte[])} and {@link #lookup(byte[], long)}.
     */
    public Optional<byte[]> lookupAndDelete(final byte[] key, final long flags) {
        checkReadable("lookup and delete");
        checkWritable("lookup and delete");
        return read(key, "lookup and delete", isLocked("lookup and delete", flags)
                ? CountedMap::userLookupAndDeleteLocked : CountedMap::userLookupAndDelete);
    }

    /**
     * Puts a value.
     *
     * @param key   its key.
     * @param value of {@link #valueSize()} bytes; copied.
     * @param flags {@link MapFlags#ANY}, {@link MapFlags#NOEXIST}, {@link MapFlags#EXIST}, also with
     *              {@link MapFlags#LOCK}.
     * @throws MapException EEXIST or ENOENT as the flags say, E2BIG if the map is full or the index too large, EPERM if
     *                      it is read-only for user space, EINVAL and others as the kernel.
     */
    public void update(final byte[] key, final byte[] value, final long flags) {
        update(MemorySegment.ofArray(key), MemorySegment.ofArray(value), flags);
    }

    /**
     * Puts a value, from segments of any kind.
     *
     * @param key   its key.
     * @param value of {@link #valueSize()} bytes; copied.
     * @param flags {@link MapFlags#ANY}, {@link MapFlags#NOEXIST}, {@link MapFlags#EXIST}.
     * @throws MapException as {@link #update(byte[], byte[], long)}.
     */
    public void update(final MemorySegment key, final MemorySegment value, final long flags) {
        checkWritable("update");
        isLocked("update", flags & MapFlags.LOCK);
        try (MapCall call = MapCall.on(map, key)) {
            checkSize(value);
            final long copy = call.copy(value);
            check("update", patiently(() -> call.map().userUpdate(call.key(), copy, flags)));
        }
    }

    /**
     * Puts a map into a map of maps.
     *
     * @param key   its key.
     * @param inner the map; held as long as it is there.
     * @param flags as of an update; an array knows {@link MapFlags#ANY} alone.
     * @throws MapException EINVAL if the map is not like the inner maps must be, and as {@link #update}.
     */
    public void put(final byte[] key, final BpfMap inner, final long flags) {
        checkWritable("put");
        try (MapCall call = MapCall.on(map, key)) {
            if (!(call.map() instanceof final MapOfMaps outer)) {
                throw new MapException(Errno.EINVAL, "map '%s' holds no maps".formatted(map.name()));
            }
            final long result = outer.put(call.key(), inner, flags);
            if (result < 0) {
                check("put of %s among maps of %s".formatted(inner, outer.innerMaps()), result);
            }
        }
    }

    /**
     * Puts a program into an array of programs.
     *
     * @param key     its index.
     * @param program the program.
     * @param flags   {@link MapFlags#ANY}.
     * @throws MapException EINVAL if the program is of another type than those before, and as {@link #update}.
     */
    public void put(final byte[] key, final TailCallTarget program, final long flags) {
        checkWritable("put");
        try (MapCall call = MapCall.on(map, key)) {
            if (!(call.map() instanceof final ProgramArrayMap programs)) {
                throw new MapException(Errno.EINVAL, "map '%s' holds no programs".formatted(map.name()));
            }
            check("put of program " + program.name(), programs.put(call.key(), program, flags));
        }
    }

    /**
     * Finds a map in a map of maps.
     *
     * @param key its key.
     * @return the map, held until it is let go of; empty if there is none.
     * @throws MapException EINVAL if this is no map of maps.
     */
    public Optional<MapHold> innerMap(final byte[] key) {
        checkReadable("lookup");
        try (MapCall call = MapCall.on(map, key)) {
            if (!(call.map() instanceof final MapOfMaps outer)) {
                throw new MapException(Errno.EINVAL, "map '%s' holds no maps".formatted(map.name()));
            }
            return Optional.ofNullable(outer.find(call.key()));
        }
    }

    /**
     * Removes an entry.
     *
     * @param key its key.
     * @return whether there was one.
     * @throws MapException EPERM if the map is read-only for user space, EINVAL for an array, and others as the kernel.
     */
    public boolean delete(final byte[] key) {
        checkWritable("delete");
        try (MapCall call = MapCall.on(map, key)) {
            return isThere("delete", call.map().userDelete(call.key()));
        }
    }

    /**
     * Goes through the keys, as BPF_MAP_GET_NEXT_KEY does.
     *
     * @param key a key, or null to start. One that is not there starts anew.
     * @return the next key; empty after the last.
     * @throws MapException EPERM if the map is write-only for user space, EINVAL or ENOTSUPP if it has no keys.
     */
    public Optional<byte[]> nextKey(final byte[] key) {
        checkReadable("next key");
        if (map.type() == MapType.ARENA) {
            check("next key", map.nextKey(0, 0));
        }
        try (MapCall call = MapCall.on(map, key == null ? new byte[map.keySize()] : key)) {
            final MemorySegment next = call.allocate(map.keySize());
            final long result = call.map().nextKey(key == null ? 0 : call.key(), next.address());
            return isThere("next key", result) ? Optional.of(next.toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
        }
    }

    /**
     * Goes through the entries. Those that stay are seen once, those that come or go meanwhile may be seen or not; the
     * consumer may change the map.
     *
     * @param consumer is given copies of key and value.
     * @throws MapException as {@link #nextKey}.
     */
    public void forEach(final BiConsumer<byte[], byte[]> consumer) {
        checkReadable("iteration");
        try (MapCall call = MapCall.on(map, new byte[map.keySize()])) {
            final MemorySegment value = call.allocate(valueSize());
            call.map().visitKeys(key -> {
                if (call.map().userLookup(key, value.address()) == 0) {
                    consumer.accept(MemorySegment.ofAddress(key).reinterpret(map.keySize())
                            .toArray(ValueLayout.JAVA_BYTE), value.toArray(ValueLayout.JAVA_BYTE));
                }
                return true;
            });
        }
    }

    /** Is shown entries with their place in the map, which is for {@link MapView#forEachFrom} alone. */
    @FunctionalInterface
    public interface EntryVisitor {
        /**
         * One entry.
         *
         * @param place where it is; several entries may be at one place.
         * @param key   a copy.
         * @param value a copy.
         * @return false to stop.
         */
        boolean visit(long place, byte[] key, byte[] value);
    }

    /**
     * Goes through the entries from a place on, as {@link #forEach} does, which is what BPF_MAP_LOOKUP_BATCH is for:
     * who was shown a part can go on later with the place of the entry at which it stopped.
     *
     * @param place   0 to start, or what a visitor was told; one past the end has no entries.
     * @param visitor is shown the entries, in the order of places.
     * @throws MapException             as {@link #nextKey}.
     * @throws IllegalArgumentException if the place is negative.
     */
    public void forEachFrom(final long place, final EntryVisitor visitor) {
        checkReadable("iteration");
        if (place < 0) {
            throw new IllegalArgumentException("a place must not be negative: " + place);
        }
        try (MapCall call = MapCall.on(map, new byte[map.keySize()])) {
            final MemorySegment value = call.allocate(valueSize());
            call.map().visitKeys(place, key -> call.map().userLookup(key, value.address()) != 0
                    || visitor.visit(call.map().placeOf(key), MemorySegment.ofAddress(key).reinterpret(map.keySize())
                            .toArray(ValueLayout.JAVA_BYTE), value.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    /**
     * Takes user space the right to write, for good (BPF_MAP_FREEZE). Programs are not concerned.
     *
     * @throws MapException EINVAL if the map cannot be frozen: an arena.
     */
    public void freeze() {
        if (!(map instanceof final CountedMap counted)) {
            throw new MapException(Errno.EINVAL, "map '%s': a %s cannot be frozen"
                    .formatted(map.name(), map.type().label()));
        }
        counted.freeze();
    }

    /** {@return whether user space may not write any more} */
    public boolean isFrozen() {
        return map instanceof final CountedMap counted && counted.isFrozen();
    }

    /** A lookup of some kind. */
    @FunctionalInterface
    private interface Read {
        long apply(CountedMap map, long key, long destination);
    }

    private Optional<byte[]> read(final byte[] key, final String what, final Read operation) {
        try (MapCall call = MapCall.on(map, key)) {
            final MemorySegment value = call.allocate(valueSize());
            return isThere(what, patiently(() -> operation.apply(call.map(), call.key(), value.address())))
                    ? Optional.of(value.toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
        }
    }

    /** Whether flags ask for the lock, which must be there (map_lookup_elem, map_update_elem). */
    private boolean isLocked(final String what, final long flags) {
        if ((flags & ~MapFlags.LOCK) != 0) {
            throw new MapException(Errno.EINVAL,
                    "map '%s': %s with flags 0x%x refused".formatted(map.name(), what, flags));
        }
        if (flags != 0 && !map.elementFields().layout().has(SpecialField.SPIN_LOCK)) {
            throw new MapException(Errno.EINVAL, ("map '%s': %s with BPF_F_LOCK refused: "
                    + "there is no bpf_spin_lock in its values").formatted(map.name(), what));
        }
        return flags != 0;
    }

    /** Tries again as long as somebody holds the lock of the value. */
    private static long patiently(final LongSupplier operation) {
        final Deadline deadline = new Deadline(LOCK_TIMEOUT);
        long result = operation.getAsLong();
        while (result == -Errno.ETIMEDOUT.number()) {
            if (deadline.leftNanos() <= 0 || Thread.currentThread().isInterrupted()) {
                return -Errno.EBUSY.number();
            }
            result = operation.getAsLong();
        }
        return result;
    }

    private void checkSize(final MemorySegment value) {
        if (value.byteSize() != valueSize()) {
            throw new MapException(Errno.EINVAL, "map '%s': a value must have %d bytes: %d"
                    .formatted(map.name(), valueSize(), value.byteSize()));
        }
    }

    private boolean isThere(final String what, final long result) {
        if (result == -Errno.ENOENT.number()) {
            return false;
        }
        check(what, result);
        return true;
    }

    private void check(final String what, final long result) {
        if (result < 0) {
            throw new MapException(Errno.of((int) -result), "map '%s': %s refused".formatted(map.name(), what));
        }
    }

    /** As bpf(2) looks at how the descriptor was opened. */
    private void checkReadable(final String what) {
        if ((map.flags() & MapFlags.WRONLY) != 0) {
            throw new MapException(Errno.EPERM, "map '%s': %s refused: write-only".formatted(map.name(), what));
        }
    }

    private void checkWritable(final String what) {
        if ((map.flags() & MapFlags.RDONLY) != 0) {
            throw new MapException(Errno.EPERM, "map '%s': %s refused: read-only".formatted(map.name(), what));
        }
        if (isFrozen()) {
            throw new MapException(Errno.EPERM, "map '%s': %s refused: frozen".formatted(map.name(), what));
        }
    }
}
