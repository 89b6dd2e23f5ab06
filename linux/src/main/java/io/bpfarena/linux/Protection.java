package io.bpfarena.linux;

/** What a mapping allows, the PROT_ flags of mmap(2). */
public enum Protection {
    NONE(0),
    READ(1),
    READ_WRITE(3);

    private final int bits;

    Protection(final int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }
}
