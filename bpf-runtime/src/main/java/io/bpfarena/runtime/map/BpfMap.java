package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import java.util.List;

/**
 * A map: what a program's {@code ld_imm64} of a map refers to. Keys and values cross this interface as native
 * addresses, since that is how programs and helpers have them. The caller has checked that {@code keySize()} bytes can
 * be read at a key's address and {@code valueSize()} at a value's. All methods may be called by any thread.
 *
 * <p>Results are as in the kernel: 0 or a negative error number.
 */
public interface BpfMap extends AutoCloseable {
    /** {@return the type} */
    MapType type();

    /** {@return the name, as in the object} */
    String name();

    /** {@return its number, unique in this process, from 1: {@link MapIds}} */
    int id();

    /** {@return bytes in a key} */
    int keySize();

    /** {@return bytes in a value; in that of one CPU, where each has its own} */
    int valueSize();

    /** {@return entries it can hold; pages for an arena} */
    int maxEntries();

    /** {@return {@code map_flags}, as in the kernel's bpf.h} */
    int flags();

    /** {@return the native memory that programs may reach through pointers from this map; constant for its life} */
    List<MemoryRegion> regions();

    /**
     * Finds a value; in a per-CPU map, that of CPU 0.
     *
     * @param key native address of the key.
     * @return native address of the value, or 0.
     */
    long lookup(long key);

    /**
     * Finds a value as a program finds it: in a per-CPU map, that of the CPU it runs on.
     *
     * @param key native address of the key.
     * @param cpu number of the virtual CPU, from 0.
     * @return native address of the value, or 0.
     */
    default long lookup(final long key, final int cpu) {
        return lookup(key);
    }

    /**
     * Puts a value; in a per-CPU map, that of CPU 0.
     *
     * @param key   native address of the key.
     * @param value native address of the value.
     * @param flags BPF_ANY 0, BPF_NOEXIST 1, BPF_EXIST 2, and BPF_F_LOCK 4 if values have a bpf_spin_lock.
     * @return 0 or a negative error number; -ETIMEDOUT, which the kernel does not know, if that lock was held for some
     *         milliseconds: the caller should look whether it wants to try again.
     */
    long update(long key, long value, long flags);

    /**
     * Puts a value as a program puts it: in a per-CPU map, that of the CPU it runs on.
     *
     * @param key   native address of the key.
     * @param value native address of the value.
     * @param flags as above.
     * @param cpu   number of the virtual CPU, from 0.
     * @return 0 or a negative error number.
     */
    default long update(final long key, final long value, final long flags, final int cpu) {
        return update(key, value, flags);
    }

    /**
     * Removes an entry.
     *
     * @param key native address of the key.
     * @return 0 or a negative error number.
     */
    long delete(long key);

    /**
     * Goes through the keys.
     *
     * @param key     native address of a key, or 0 to start.
     * @param nextKey native address that receives the next key.
     * @return 0, -ENOENT after the last, or another negative error number.
     */
    long nextKey(long key, long nextKey);

    /**
     * Adds a value to a queue or stack.
     *
     * @param value native address of the value.
     * @param flags BPF_ANY, or BPF_EXIST to drop the oldest value if there is no room.
     * @return 0, -E2BIG if there is no room, or another negative error number; -EOPNOTSUPP from other types.
     */
    default long push(final long value, final long flags) {
        return -Errno.EOPNOTSUPP.number();
    }

    /**
     * Takes the oldest value of a queue or the newest of a stack.
     *
     * @param value native address that receives it; zeros if there is none.
     * @return 0, -ENOENT if there is none; -EOPNOTSUPP from other types.
     */
    default long pop(final long value) {
        return -Errno.EOPNOTSUPP.number();
    }

    /**
     * Copies what {@link #pop} would take.
     *
     * @param value native address that receives it; zeros if there is none.
     * @return 0, -ENOENT if there is none; -EOPNOTSUPP from other types.
     */
    default long peek(final long value) {
        return -Errno.EOPNOTSUPP.number();
    }

    /**
     * Goes through the elements as bpf_for_each_map_elem does: those that stay are seen once, and the visitor may
     * change the map. Arrays and hashes have it.
     *
     * @param cpu     whose values are shown, where each CPU has its own.
     * @param visitor is shown them until it says stop.
     * @return how many were seen; -EOPNOTSUPP from other types.
     */
    default long forEach(final int cpu, final ElementVisitor visitor) {
        return -Errno.EOPNOTSUPP.number();
    }

    /** {@return the locks, timers and workqueues in its values; constant for its life} */
    default ElementFields elementFields() {
        return ElementFields.NONE;
    }

    /**
     * What {@code ld_imm64} of the map's value gives (BPF_PSEUDO_MAP_VALUE, map_direct_value_addr in the kernel).
     *
     * @param offset bytes into the value.
     * @return a native address; a user address for an arena.
     * @throws MapException if this type has none, or the offset is not within the value.
     */
    long directValueAddress(int offset);

    /**
     * Gives its memory back, unless a map of maps still refers to it or Java holds it ({@link MapHold}); then it goes
     * with the last of them. A second call does nothing.
     */
    @Override
    void close();
}
