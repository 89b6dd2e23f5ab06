package io.bpfarena.runtime.map;

/** Is shown the elements of a map, one after the other. */
@FunctionalInterface
public interface ElementVisitor {
    /**
     * One element.
     *
     * @param key   native address of a copy of the key, good for this call.
     * @param value native address of the value itself.
     * @return whether to go on.
     */
    boolean visit(long key, long value);
}
