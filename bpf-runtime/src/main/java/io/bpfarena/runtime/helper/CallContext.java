package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.map.BpfMap;

/** What a helper or kfunc may know of the program that calls it. Used only by the thread that runs the program. */
public interface CallContext {
    /**
     * The map behind a register.
     *
     * @param handle what {@code ld_imm64} of a map gave.
     * @return the map; never null, since a wrong handle ends the program with a fault report.
     */
    BpfMap map(long handle);

    /**
     * The arena behind a register.
     *
     * @param handle what {@code ld_imm64} of a map gave.
     * @return the arena; another kind of map ends the program with a fault report.
     */
    ArenaMap arena(long handle);

    /**
     * Checks that the program may read a range; if not, the program ends with a fault report.
     *
     * @param address native address.
     * @param length  bytes.
     * @param what    for the report, such as {@code "key of bpf_map_lookup_elem"}.
     */
    void checkRead(long address, long length, String what);

    /**
     * Checks that the program may write a range; if not, the program ends with a fault report.
     *
     * @param address native address.
     * @param length  bytes.
     * @param what    for the report.
     */
    void checkWrite(long address, long length, String what);

    /** {@return the number of the virtual CPU that the program runs on, from 0} */
    int cpu();

    /**
     * Takes a line of text of the program's, as bpf_trace_printk would.
     *
     * @param text without a line end.
     */
    void print(String text);
}
