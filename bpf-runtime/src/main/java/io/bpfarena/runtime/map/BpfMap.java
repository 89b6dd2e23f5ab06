package io.bpfarena.runtime.map;

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

    /** {@return bytes in a key} */
    int keySize();

    /** {@return bytes in a value} */
    int valueSize();

    /** {@return entries it can hold; pages for an arena} */
    int maxEntries();

    /** {@return {@code map_flags}, as in the kernel's bpf.h} */
    int flags();

    /** {@return the native memory that programs may reach through pointers from this map; constant for its life} */
    List<MemoryRegion> regions();

    /**
     * Finds a value.
     *
     * @param key native address of the key.
     * @return native address of the value, or 0.
     */
    long lookup(long key);

    /**
     * Puts a value.
     *
     * @param key   native address of the key.
     * @param value native address of the value.
     * @param flags BPF_ANY 0, BPF_NOEXIST 1, BPF_EXIST 2.
     * @return 0 or a negative error number.
     */
    long update(long key, long value, long flags);

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
     * What {@code ld_imm64} of the map's value gives (BPF_PSEUDO_MAP_VALUE, map_direct_value_addr in the kernel).
     *
     * @param offset bytes into the value.
     * @return a native address; a user address for an arena.
     * @throws MapException if this type has none, or the offset is not within the value.
     */
    long directValueAddress(int offset);

    /** Gives its memory back. */
    @Override
    void close();
}
