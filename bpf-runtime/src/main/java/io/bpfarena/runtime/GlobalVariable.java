package io.bpfarena.runtime;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.PagedArenaMap;
import io.bpfarena.runtime.loader.LinkedObject;
import io.bpfarena.runtime.loader.Variable;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A global variable of a loaded object. Reading and writing while a program runs is as in C without a lock:
 * some bytes may be old and some new. Any thread.
 */
public final class GlobalVariable {
    private final Variable variable;
    private final BpfMap map;
    private final long offset;
    private final RunGate gate;

    GlobalVariable(final LinkedObject object, final Variable variable, final RunGate gate) {
        this.variable = variable;
        this.map = object.dataMaps().get(variable.section());
        this.offset = variable.offset() + (map instanceof PagedArenaMap ? object.arenaDataStart() : 0);
        this.gate = gate;
    }

    /** {@return its name, as in C} */
    public String name() {
        return variable.name();
    }

    /** {@return the ELF section it is in, such as {@code .bss}} */
    public String section() {
        return variable.section();
    }

    /** {@return its type as in C, such as {@code struct node *}; empty without type information} */
    public String typeName() {
        return variable.typeName();
    }

    /** {@return bytes from the start of its map's value, or of the arena} */
    public long offset() {
        return offset;
    }

    /** {@return bytes} */
    public int size() {
        return variable.size();
    }

    /** {@return whether it can be written: all but {@code .rodata}, which is frozen at load} */
    public boolean isWritable() {
        return (map.flags() & MapFlags.RDONLY_PROG) == 0;
    }

    /** {@return the address by which pointers in the arena know it, if it is in the arena} */
    public OptionalLong userAddress() {
        return map instanceof PagedArenaMap arena
                ? OptionalLong.of(arena.userVmStart() + offset)
                : OptionalLong.empty();
    }

    /**
     * Reads it.
     *
     * @return {@link #size()} bytes.
     * @throws IllegalStateException if the object was closed.
     */
    public byte[] get() {
        return get(0, size());
    }

    /**
     * Reads a part of it.
     *
     * @param start  bytes from its start.
     * @param length bytes.
     * @return so many bytes.
     * @throws IndexOutOfBoundsException if the part is not within it.
     * @throws IllegalStateException     if the object was closed.
     */
    public byte[] get(final int start, final int length) {
        Objects.checkFromIndexSize(start, length, size());
        final byte[] bytes = new byte[length];
        gate.enter();
        try {
            if (map instanceof PagedArenaMap arena) {
                arena.read(offset + start, bytes);
            } else {
                MemorySegment.copy(memory(), ValueLayout.JAVA_BYTE, start, bytes, 0, length);
            }
        } finally {
            gate.leave();
        }
        return bytes;
    }

    /**
     * Writes it.
     *
     * @param bytes {@link #size()} of them.
     * @throws IllegalArgumentException if there are more or fewer.
     * @throws MapException             EPERM if it is read-only.
     * @throws IllegalStateException    if the object was closed.
     */
    public void set(final byte[] bytes) {
        checkSize(bytes.length);
        set(0, bytes);
    }

    /**
     * Writes a part of it.
     *
     * @param start bytes from its start.
     * @param bytes to put there.
     * @throws IndexOutOfBoundsException if the part is not within it.
     * @throws MapException              EPERM if it is read-only.
     * @throws IllegalStateException     if the object was closed.
     */
    public void set(final int start, final byte[] bytes) {
        Objects.checkFromIndexSize(start, bytes.length, size());
        checkWritable();
        gate.enter();
        try {
            if (map instanceof PagedArenaMap arena) {
                arena.write(offset + start, bytes);
            } else {
                MemorySegment.copy(bytes, 0, memory(), ValueLayout.JAVA_BYTE, start, bytes.length);
            }
        } finally {
            gate.leave();
        }
    }

    /**
     * Reads it as a number of four bytes.
     *
     * @return the number.
     * @throws IllegalArgumentException if it has another size.
     * @throws IllegalStateException    if the object was closed.
     */
    public int getInt() {
        checkSize(Integer.BYTES);
        return ByteBuffer.wrap(get()).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    /**
     * Writes it as a number of four bytes.
     *
     * @param value the number.
     * @throws IllegalArgumentException if it has another size.
     * @throws MapException             EPERM if it is read-only.
     * @throws IllegalStateException    if the object was closed.
     */
    public void setInt(final int value) {
        set(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    /**
     * Reads it as a number of eight bytes.
     *
     * @return the number.
     * @throws IllegalArgumentException if it has another size.
     * @throws IllegalStateException    if the object was closed.
     */
    public long getLong() {
        checkSize(Long.BYTES);
        return ByteBuffer.wrap(get()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /**
     * Writes it as a number of eight bytes.
     *
     * @param value the number.
     * @throws IllegalArgumentException if it has another size.
     * @throws MapException             EPERM if it is read-only.
     * @throws IllegalStateException    if the object was closed.
     */
    public void setLong(final long value) {
        set(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private MemorySegment memory() {
        return MemorySegment.ofAddress(map.directValueAddress(0) + offset).reinterpret(size());
    }

    private void checkSize(final int wanted) {
        if (wanted != size()) {
            throw new IllegalArgumentException(
                    "variable '%s' has %d bytes, not %d".formatted(name(), size(), wanted));
        }
    }

    private void checkWritable() {
        if (!isWritable()) {
            throw new MapException(Errno.EPERM, "variable '%s' is in %s, which is read-only after load"
                    .formatted(name(), section()));
        }
    }

    @Override
    public String toString() {
        return "%s %s (%s+%d, %d bytes)".formatted(typeName(), name(), section(), variable.offset(), size());
    }
}
