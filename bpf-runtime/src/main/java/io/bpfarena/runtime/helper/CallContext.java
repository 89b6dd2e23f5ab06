package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.packet.PacketContext;

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
     * The packet that the program runs over.
     *
     * @param context the program's context; anything else ends the program with a fault report.
     * @return the packet's context; never null.
     */
    PacketContext packet(long context);

    /** An end of the packet was moved: what the program could touch, it may not any more. */
    void packetMoved();

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

    /**
     * Reads text, as probe_read_str would: an address that the program may not read is no fault.
     *
     * @param address native address, or user pointer to the program's arena.
     * @param limit   most bytes that are read.
     * @return what stands before the first zero byte, decoded as UTF-8; empty if a byte before it cannot be read.
     */
    String string(long address, int limit);

    /**
     * Runs a subprogram as a callback. It takes one of the eight frames.
     *
     * @param function what {@code ld_imm64} of a subprogram gave; anything else ends the program with a fault report.
     * @param r1       its first argument.
     * @param r2       its second argument.
     * @return its r0.
     */
    long callBack(long function, long r1, long r2);

    /**
     * Ends the program with a fault report. Does not return.
     *
     * @param message what went wrong.
     */
    void fail(String message);

    /** {@return the number of the virtual CPU that the program runs on, from 0} */
    int cpu();

    /**
     * Takes a line of text of the program's, as bpf_trace_printk would.
     *
     * @param text without a line end.
     */
    void print(String text);
}
