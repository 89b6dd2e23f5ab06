package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/**
 * What the maps of this package share: their description, and a count of who needs their memory. The owner is one; a
 * map of maps, a program that looked the map up there, and a call from Java are others. The memory goes with the last
 * (bpf_map_inc and bpf_map_put in the kernel), so that closing a map never pulls memory from under somebody.
 *
 * <p>The methods that start with {@code user} are the element operations as bpf(2) has them, where they differ from
 * what programs get. Their results are 0 or a negative error number.
 */
abstract class CountedMap implements BpfMap {
    private final MapType type;
    private final String name;
    private final MapAttributes attributes;
    private final int id = MapIds.next();
    private final AtomicInteger holders = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ElementFields fields;
    private volatile boolean frozen;

    CountedMap(final MapType type, final String name, final MapAttributes attributes) {
        this.type = type;
        this.name = name;
        this.attributes = attributes;
        this.fields = new ElementFields(attributes.fields(), this);
    }

    /** Keeps the memory until {@link #letGo()}; false if it has gone already. */
    final boolean hold() {
        int count = holders.get();
        while (count != 0 && !holders.compareAndSet(count, count + 1)) {
            count = holders.get();
        }
        return count != 0;
    }

    final void letGo() {
        if (holders.decrementAndGet() == 0) {
            free();
        }
    }

    /** Gives the memory back; nobody uses it any more. */
    abstract void free();

    /** BPF_MAP_FREEZE: user space may not write any more; for good. */
    final void freeze() {
        frozen = true;
    }

    final boolean isFrozen() {
        return frozen;
    }

    /** Whether its owner has closed it, even if others still hold it. */
    final boolean isClosed() {
        return closed.get();
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            fields.close();
            onClose();
            letGo();
        }
    }

    /** Called once, before the owner lets go. */
    void onClose() {
    }

    final MapAttributes attributes() {
        return attributes;
    }

    final boolean isWritableByPrograms() {
        return (attributes.flags() & MapFlags.RDONLY_PROG) == 0;
    }

    /** Bytes in a value as user space sees it (bpf_map_value_size). */
    long userValueSize() {
        return Integer.toUnsignedLong(valueSize());
    }

    /** BPF_MAP_LOOKUP_ELEM: copies the value (bpf_map_copy_value). */
    long userLookup(final long key, final long destination) {
        final long value = lookup(key);
        if (value == 0) {
            return -Errno.ENOENT.number();
        }
        copyOut(value, destination);
        return 0;
    }

    /** Copies a value; its special fields are zero for user space (bpf_map_copy_value). */
    final void copyOut(final long value, final long destination) {
        fields.layout().copy(value, destination, valueSize());
        fields.layout().zero(destination);
    }

    /** BPF_MAP_LOOKUP_ELEM with BPF_F_LOCK; -ETIMEDOUT to try again. */
    long userLookupLocked(final long key, final long destination) {
        return -Errno.EINVAL.number();
    }

    /** BPF_MAP_LOOKUP_AND_DELETE_ELEM with BPF_F_LOCK; -ETIMEDOUT to try again. */
    long userLookupAndDeleteLocked(final long key, final long destination) {
        return fields.hasLock() ? -Errno.ENOTSUPP.number() : -Errno.EINVAL.number();
    }

    /** BPF_MAP_UPDATE_ELEM (bpf_map_update_value). */
    long userUpdate(final long key, final long value, final long flags) {
        return update(key, value, flags);
    }

    /** BPF_MAP_DELETE_ELEM. */
    long userDelete(final long key) {
        return delete(key);
    }

    /** BPF_MAP_LOOKUP_AND_DELETE_ELEM; only hashes, queues and stacks have it. */
    long userLookupAndDelete(final long key, final long destination) {
        return -Errno.ENOTSUPP.number();
    }

    /** Shows each key once, by the native address of a copy, until told to stop. The order is that of nextKey. */
    final void visitKeys(final LongPredicate visitor) {
        visitKeys(0, visitor);
    }

    /**
     * Shows keys from a place on. Places are in the order of nextKey; one may have several keys, as a bucket does.
     *
     * @param place   from 0.
     * @param visitor is shown native addresses of copies; false to stop.
     */
    abstract void visitKeys(long place, LongPredicate visitor);

    /** The place of a key, whether it is there or not. */
    abstract long placeOf(long key);

    @Override
    public final ElementFields elementFields() {
        return fields;
    }

    /** Whether an address is the start of a value, in maps that can have special fields. */
    boolean isValue(final long address) {
        return false;
    }

    /** Copies the key of a value, in maps that can have special fields. */
    void copyKeyOf(final long value, final long destination) {
        throw new UnsupportedOperationException("a " + type.label() + " has no special fields");
    }

    @Override
    public long directValueAddress(final int offset) {
        throw new MapException(Errno.EOPNOTSUPP, "map '%s': a %s has no value address".formatted(name, type.label()));
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of();
    }

    @Override
    public final MapType type() {
        return type;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int id() {
        return id;
    }

    @Override
    public final int keySize() {
        return attributes.keySize();
    }

    @Override
    public final int valueSize() {
        return attributes.valueSize();
    }

    @Override
    public final int maxEntries() {
        return attributes.maxEntries();
    }

    @Override
    public final int flags() {
        return attributes.flags();
    }

    @Override
    public final String toString() {
        return "map %s: %s".formatted(name, attributes);
    }
}
