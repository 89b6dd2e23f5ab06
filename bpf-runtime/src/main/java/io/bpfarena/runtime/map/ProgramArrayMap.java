package io.bpfarena.runtime.map;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/**
 * An array of programs, to be called by bpf_tail_call (kernel/bpf/arraymap.c, prog_array_map_ops). The first program
 * put there, or that refers to it, decides of what type all must be, for good. What user space reads from a slot is the
 * number of the program in it. Any thread.
 */
public final class ProgramArrayMap extends IndexedMap {
    private static final int NONE = 0;

    private final ArrayMap slots;
    private final ObjectTable<TailCallTarget> programs = new ObjectTable<>();
    private int programType;

    private ProgramArrayMap(final String name, final MapAttributes attributes, final ArrayMap slots) {
        super(MapType.PROG_ARRAY, name, attributes);
        this.slots = slots;
    }

    /** Checks as fd_array_map_alloc_check does, and makes the map. */
    static ProgramArrayMap create(final String name, final MapAttributes wanted, final MapMemoryBudget budget) {
        checkObjects(name, wanted);
        return new ProgramArrayMap(name, wanted, ArrayMap.create(name, wanted, budget));
    }

    /**
     * The program in a slot, as bpf_tail_call finds it.
     *
     * @param index unsigned.
     * @return the program; null if the slot is empty or does not exist.
     */
    public TailCallTarget find(final int index) {
        if (!contains(index)) {
            return null;
        }
        while (true) {
            final int id = NativeMemory.getInt(slots.address(index));
            final TailCallTarget program = id == NONE ? null : programs.get(id);
            if (program != null || id == NONE) {
                return program;
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Puts a program.
     *
     * @param key     native address of the index.
     * @param program to be called.
     * @param flags   BPF_ANY.
     * @return 0 or a negative error number: -EINVAL if the program's type is not that of the array.
     */
    public long put(final long key, final TailCallTarget program, final long flags) {
        if (flags != MapFlags.ANY) {
            return -Errno.EINVAL.number();
        }
        return contains(index(key)) ? replace(index(key), program) : -Errno.E2BIG.number();
    }

    /**
     * Puts a program.
     *
     * @param index   unsigned.
     * @param program to be called.
     * @throws MapException E2BIG if the index is too large, EINVAL if the program's type is not that of the array.
     */
    public void put(final int index, final TailCallTarget program) {
        final long result = contains(index) ? replace(index, program) : -Errno.E2BIG.number();
        if (result < 0) {
            throw new MapException(Errno.of((int) -result), "map '%s': put of program %s at %s refused"
                    .formatted(name(), program.name(), Integer.toUnsignedString(index)));
        }
    }

    /**
     * Decides of what type programs must be, if nothing did before (bpf_prog_map_compatible).
     *
     * @param type of a program that is put here or refers to this map, a number in {@code enum bpf_prog_type}.
     * @return whether programs must be of that type.
     */
    public synchronized boolean admit(final int type) {
        programType = programType == NONE ? type : programType;
        return programType == type;
    }

    private synchronized long replace(final int index, final TailCallTarget program) {
        if (!admit(program.programType())) {
            return -Errno.EINVAL.number();
        }
        programs.add(program.id(), program);
        replace(index, program.id());
        return 0;
    }

    private synchronized long clear(final int index) {
        return replace(index, NONE) == NONE ? -Errno.ENOENT.number() : 0;
    }

    private int replace(final int index, final int id) {
        final int before = NativeMemory.getInt(slots.address(index));
        NativeMemory.putInt(slots.address(index), id);
        if (before != NONE) {
            programs.remove(before);
        }
        return before;
    }

    /** {@return 0: programs cannot look a program up} */
    @Override
    public long lookup(final long key) {
        return 0;
    }

    /** Programs may not. */
    @Override
    public long update(final long key, final long value, final long flags) {
        return -Errno.EOPNOTSUPP.number();
    }

    /** Programs may not. */
    @Override
    public long delete(final long key) {
        return -Errno.EOPNOTSUPP.number();
    }

    @Override
    long userLookup(final long key, final long destination) {
        final TailCallTarget program = find(index(key));
        NativeMemory.putInt(destination, program == null ? NONE : program.id());
        return program == null ? -Errno.ENOENT.number() : 0;
    }

    /** User space would give a descriptor, and has none here: {@link #put} is its way. */
    @Override
    long userUpdate(final long key, final long value, final long flags) {
        return -Errno.EBADF.number();
    }

    @Override
    long userDelete(final long key) {
        return contains(index(key)) ? clear(index(key)) : -Errno.E2BIG.number();
    }

    @Override
    void free() {
        slots.close();
    }
}
