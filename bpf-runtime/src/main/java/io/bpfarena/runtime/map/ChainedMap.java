package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.List;
import java.util.function.IntToLongFunction;
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
        copyOut(values().address(element), destination);
    }

    /** An element that was taken out of the table goes back to the others. */
    void recycle(final int element) {
        giveBack(element);
    }

    /** The element's timer and workqueue end with it. */
    final void giveBack(final int element) {
        elementFields().free(values().address(element));
        source.give(element);
    }

    /** Fills an element that is in no chain. */
    final void fill(final int element, final int hash, final long key, final long value) {
        table.elements().fill(element, hash, key);
        if (elementFields().layout().isEmpty()) {
            NativeMemory.copy(value, values().address(element), valueSize());
        } else {
            elementFields().fill(value, values().address(element));
        }
    }

    @Override
    final boolean isValue(final long address) {
        return values().at(address) >= 0;
    }

    @Override
    final void copyKeyOf(final long value, final long destination) {
        table.elements().copyKey(values().at(value), destination);
    }

    @Override
    public final long delete(final long key) {
        final int element = table.remove(key, removed -> true);
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
    final long userLookupLocked(final long key, final long destination) {
        if (!elementFields().hasLock()) {
            return -Errno.EINVAL.number();
        }
        elementFields().layout().zero(destination);
        return copyLocked(key, element -> values().address(element), element -> destination);
    }

    /** Copies between an element and something else, under the element's lock; -ENOENT if there is none. */
    final long copyLocked(final long key, final IntToLongFunction from, final IntToLongFunction to) {
        final long[] result = {-Errno.ENOENT.number()};
        table.with(key, element -> result[0] = elementFields().copyLocked(
                from.applyAsLong(element), to.applyAsLong(element), values().address(element)));
        return result[0];
    }

    @Override
    final long userLookupAndDeleteLocked(final long key, final long destination) {
        if (!elementFields().hasLock()) {
            return -Errno.EINVAL.number();
        }
        final long[] result = {-Errno.ENOENT.number()};
        elementFields().layout().zero(destination);
        final int element = table.remove(key, found -> {
            result[0] = elementFields().copyLocked(
                    values().address(found), destination, values().address(found));
            return result[0] == 0;
        });
        if (element != HashElements.NONE) {
            recycle(element);
        }
        return result[0];
    }

    @Override
    final long userLookupAndDelete(final long key, final long destination) {
        final int element = table.remove(key, found -> {
            copyToUser(found, destination);
            return true;
        });
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
    final void visitKeys(final long place, final LongPredicate visitor) {
        table.walk((int) Math.min(place, Integer.MAX_VALUE), (key, element) -> visitor.test(key));
    }

    @Override
    final long placeOf(final long key) {
        return table.bucketOf(key);
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
