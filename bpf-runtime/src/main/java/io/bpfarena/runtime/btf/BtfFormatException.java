package io.bpfarena.runtime.btf;

/** BTF or BTF.ext is not what it should be. */
public final class BtfFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String section;
    private final long offset;

    /**
     * @param section {@code .BTF} or {@code .BTF.ext}.
     * @param offset  bytes from its start; negative if no single place is to blame.
     * @param message what was wrong, with the value.
     */
    public BtfFormatException(final String section, final long offset, final String message) {
        super(message);
        this.section = section;
        this.offset = offset;
    }

    /** {@return {@code .BTF} or {@code .BTF.ext}} */
    public String section() {
        return section;
    }

    /** {@return bytes from the start of the section; negative if no single place is to blame} */
    public long offset() {
        return offset;
    }
}
