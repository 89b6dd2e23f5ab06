package io.bpfarena.runtime.elf;

import java.util.OptionalLong;

/** An object file is not what it should be: where, and what was wrong there. */
public final class ObjectFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String section;
    private final long offset;

    /**
     * Without an offset.
     *
     * @param section name of the section, or {@code "ELF header"} and the like.
     * @param message what was wrong, with the value.
     */
    public ObjectFormatException(final String section, final String message) {
        this(section, -1, message);
    }

    /**
     * With an offset.
     *
     * @param section name of the section, or {@code "ELF header"} and the like.
     * @param offset  bytes from the start of that section; negative if no single place is to blame.
     * @param message what was wrong, with the value.
     */
    public ObjectFormatException(final String section, final long offset, final String message) {
        super(offset < 0
                ? "%s: %s".formatted(section, message)
                : "%s, offset 0x%x: %s".formatted(section, offset, message));
        this.section = section;
        this.offset = offset;
    }

    /**
     * With a cause.
     *
     * @param section name of the section, or {@code "ELF header"} and the like.
     * @param message what was wrong.
     * @param cause   what was thrown.
     */
    public ObjectFormatException(final String section, final String message, final Throwable cause) {
        this(section, -1, message);
        initCause(cause);
    }

    /** {@return the name of the section} */
    public String section() {
        return section;
    }

    /** {@return bytes from the start of the section, or empty if no single place is to blame} */
    public OptionalLong offset() {
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
