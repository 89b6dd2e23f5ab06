package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.List;
import java.util.function.LongPredicate;

/** What hashes of all kinds share: keys, deletion, iteration. */
abstract class ChainedMap extends CountedMap {
    private final HashTable table;
    private final ElementSource source;

    ChainedMap(
            final MapType type, final String name, final MapAttributes attributes, final HashTable table,
            final ElementSource source) {
        super(type, name, attributes);
        this.table = table;
        this.source = source;
    }

    final HashTable table() {
        return table;
    }

    final ElementSource source() {
        return source;
    }

    final ValueMemory values() {
        return table.values();
    }

    /** Copies a value to where user space wants it; nobody can take the element out meanwhile. */
    void copyToUser(final int element, final long destination) {
        NativeMemory.copy(values().address(element), destination, valueSize());
    }

    /** An element that was taken out of the table goes back to the others. */
    void recycle(final int element) {
        source.give(element);
    }

    @Override
    public final long delete(final long key) {
        final int element = table.remove(key, removed -> { });
        if (element == HashElements.NONE) {
            return -Errno.ENOENT.number();
        }
        recycle(element);
        return 0;
    }

    @Override
    final long userLookup(final long key, final long destination) {
        return table.with(key, element -> copyToUser(element, destination)) ? 0 : -Errno.ENOENT.number();
    }

    @Override
    final long userLookupAndDelete(final long key, final long destination) {
        final int element = table.remove(key, found -> copyToUser(found, destination));
        if (element == HashElements.NONE) {
            return -Errno.ENOENT.number();
        }
        recycle(element);
        return 0;
    }

    @Override
    public final long nextKey(final long key, final long nextKey) {
        return table.nextKey(key, nextKey);
    }

    @Override
    final void visitKeys(final LongPredicate visitor) {
        table.walk((key, element) -> visitor.test(key));
    }

    @Override
    public final long forEach(final int cpu, final ElementVisitor visitor) {
        return table.walk((key, element) -> visitor.visit(key, valueOf(element, cpu)));
    }

    /** The address of what a program on a CPU finds. */
    long valueOf(final int element, final int cpu) {
        return values().address(element);
    }

    @Override
    public final List<MemoryRegion> regions() {
        return List.of(values().region("map " + name(), isWritableByPrograms()));
    }

    @Override
    final void free() {
        source.close();
        table.close();
    }
}
