package io.bpfarena.runtime.map;

/** Is shown what user space put into a user ring buffer. */
@FunctionalInterface
public interface SampleVisitor {
    /**
     * One sample.
     *
     * @param address native address of its bytes, good for this call.
     * @param size    bytes.
     * @return whether to go on.
     */
    boolean visit(long address, int size);
}
