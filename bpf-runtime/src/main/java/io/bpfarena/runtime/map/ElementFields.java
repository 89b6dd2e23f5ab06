package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The special fields in the elements of one map: where they are in memory, and what the timers and workqueues among
 * them stand for. That is kept here by the field's address and not in the field itself, which a program can overwrite.
 * Any thread.
 *
 * <p>Tasks end with their element, and all of them when the map's owner closes it, even if others still hold the map:
 * in the kernel a map that no descriptor refers to lets no timer run (bpf_map_ops.map_release_uref).
 */
public final class ElementFields {
    /** Of a map whose values are plain bytes. */
    public static final ElementFields NONE = new ElementFields(SpecialFields.NONE, null);

    /** How long a locked copy waits at most before it lets its caller look at the time. */
    private static final long LOCK_PATIENCE_NANOS = 5_000_000;

    private final SpecialFields layout;
    private final CountedMap map;
    private final ConcurrentHashMap<Long, ElementTask> tasks = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ElementFields(final SpecialFields layout, final CountedMap map) {
        this.layout = layout;
        this.map = map;
    }

    /** {@return which fields a value has} */
    public SpecialFields layout() {
        return layout;
    }

    /**
     * The value of which an address is a field.
     *
     * @param field   what should be there.
     * @param address anything.
     * @return native address of the value, or 0 if there is no such field.
     */
    public long valueOf(final SpecialField field, final long address) {
        final int offset = layout.offsetOf(field);
        return offset >= 0 && map.isValue(address - offset) ? address - offset : 0;
    }

    /**
     * Copies the key of an element. If the element was reused meanwhile, it is the new key, as in the kernel.
     *
     * @param value       native address of its value.
     * @param destination native address of as many bytes as a key has.
     */
    public void copyKey(final long value, final long destination) {
        map.copyKeyOf(value, destination);
    }

    /**
     * What a timer or workqueue stands for.
     *
     * @param address of the field.
     * @return the task, or null if there is none.
     */
    public ElementTask task(final long address) {
        return tasks.get(address);
    }

    /**
     * Lets a timer or workqueue stand for something.
     *
     * @param address of the field.
     * @param task    what happens later.
     * @return 0, -EBUSY if it stands for something already, -EPERM if the map's owner has closed it.
     */
    public long attach(final long address, final ElementTask task) {
        if (tasks.putIfAbsent(address, task) != null) {
            return -Errno.EBUSY.number();
        }
        // Who closes looks for tasks after it said so: one of the two sees the other.
        if (closed && tasks.remove(address, task)) {
            task.cancelAndFree();
        }
        return closed ? -Errno.EPERM.number() : 0;
    }

    /** {@return whether the map's owner has closed it: nothing can be started any more} */
    public boolean isClosed() {
        return closed;
    }

    /** Ends all tasks of all elements; new ones can be attached. */
    public void freeAll() {
        for (final Long address : tasks.keySet()) {
            free(address.longValue(), 0);
        }
    }

    void close() {
        closed = true;
        freeAll();
    }

    /** The element goes: ends its tasks (bpf_obj_free_fields). */
    void free(final long value) {
        if (!tasks.isEmpty()) {
            for (final SpecialFields.Place place : layout.places()) {
                free(value, place.offset());
            }
        }
    }

    private void free(final long value, final int offset) {
        final ElementTask task = tasks.remove(value + offset);
        if (task != null) {
            task.cancelAndFree();
        }
    }

    /** Fills a new element, whose fields become zero. */
    void fill(final long source, final long value) {
        free(value);
        layout.zero(value);
        copy(source, value);
    }

    void copy(final long source, final long destination) {
        layout.copy(source, destination, map.valueSize());
    }

    boolean hasLock() {
        return layout.has(SpecialField.SPIN_LOCK);
    }

    /**
     * Copies a value while holding the lock in an element (copy_map_value_locked).
     *
     * @param source      of the value.
     * @param destination of the value.
     * @param element     which of the two is the element.
     * @return 0; -ETIMEDOUT if somebody held the lock all the time, and the caller should look whether to try again.
     */
    long copyLocked(final long source, final long destination, final long element) {
        final long lock = element + layout.offsetOf(SpecialField.SPIN_LOCK);
        if (!SpinLockWord.acquire(lock, LOCK_PATIENCE_NANOS)) {
            return -Errno.ETIMEDOUT.number();
        }
        try {
            copy(source, destination);
            return 0;
        } finally {
            SpinLockWord.release(lock);
        }
    }
}
