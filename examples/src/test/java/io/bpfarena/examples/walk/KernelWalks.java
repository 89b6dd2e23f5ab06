package io.bpfarena.examples.walk;

import io.bpfarena.examples.Structure;

/** What the sum programs returned in a Linux 6.18 kernel after the build programs had put in 100,000 elements each. */
public final class KernelWalks {
    /** Elements in each structure. */
    public static final int COUNT = 100_000;

    private KernelWalks() {
    }

    /**
     * The kernel's answer.
     *
     * @param structure which.
     * @return count, sum and hash.
     */
    public static Walk of(final Structure structure) {
        return switch (structure) {
            case LINKED_LIST -> new Walk(COUNT, 0x33ca9652689e511dL, 0xebc7581ed3b009beL);
            case HASH_TABLE -> new Walk(COUNT, 0x46dd895c4f3cf545L, 0xc3f12327f69ce876L);
            case RED_BLACK_TREE -> new Walk(COUNT, 0x5318f6487adc2a74L, 0xccbf1f79d422dc7fL);
            case SPARSE_ARRAY -> new Walk(COUNT, 0xf5daced8893d2806L, 0x70a0bc262b469862L);
        };
    }
}
