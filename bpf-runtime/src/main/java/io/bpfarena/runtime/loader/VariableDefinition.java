package io.bpfarena.runtime.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A global variable before load. Its first value may be changed until then, that of a constant in {@code .rodata} too,
 * which is how one configures a program. One thread at a time.
 */
public final class VariableDefinition {
    private final Variable variable;
    private byte[] initial;

    VariableDefinition(final Variable variable) {
        this.variable = variable;
    }

    /** {@return its name, as in C} */
    public String name() {
        return variable.name();
    }

    /** {@return the ELF section it is in, such as {@code .rodata}} */
    public String section() {
        return variable.section();
    }

    /** {@return its type as in C; empty without type information} */
    public String typeName() {
        return variable.typeName();
    }

    /** {@return bytes} */
    public int size() {
        return variable.size();
    }

    /**
     * Changes the value it will have.
     *
     * @param bytes {@link #size()} of them; copied.
     * @return this.
     * @throws IllegalArgumentException if there are more or fewer.
     */
    public VariableDefinition set(final byte[] bytes) {
        if (bytes.length != size()) {
            throw new IllegalArgumentException(
                    "variable '%s' has %d bytes, not %d".formatted(name(), size(), bytes.length));
        }
        initial = bytes.clone();
        return this;
    }

    /**
     * Changes the value it will have.
     *
     * @param value a number of four bytes.
     * @return this.
     * @throws IllegalArgumentException if it has another size.
     */
    public VariableDefinition setInt(final int value) {
        return set(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    /**
     * Changes the value it will have.
     *
     * @param value a number of eight bytes.
     * @return this.
     * @throws IllegalArgumentException if it has another size.
     */
    public VariableDefinition setLong(final long value) {
        return set(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    Variable variable() {
        return variable;
    }

    /** What it was changed to, or null. */
    byte[] initial() {
        return initial;
    }

    @Override
    public String toString() {
        return "%s %s (%s+%d, %d bytes)".formatted(typeName(), name(), section(), variable.offset(), size());
    }
}
