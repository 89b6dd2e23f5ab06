package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.async.AsyncCallback;
import io.bpfarena.runtime.async.AsyncThreads;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.stream.ProgramStreams;

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

    /**
     * The function call that a tracing program runs about.
     *
     * @param context the program's context; anything else ends the program with a fault report.
     * @return where its arguments are.
     */
    TracedCall tracedCall(long context);

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
     * Whether a range lies in a live frame of the stack, where objects must be that functions keep account of.
     *
     * @param address from a register.
     * @param length  bytes, at least 1.
     * @return true if all of it does.
     */
    boolean isOnStack(long address, long length);

    /**
     * Where bytes behind an address are that need not be there, as for bpf_probe_read: an address that the program may
     * not read is no fault, and neither is an absent page of its arena.
     *
     * @param space   where they are looked for; what is found in user space may also be written.
     * @param address from a register or from memory.
     * @param length  bytes, at least 1.
     * @return the native address of the first, or 0 if the program may not read all of them.
     */
    long place(AddressSpace space, long address, long length);

    /**
     * Touches arena memory as user space does: pages that nobody allocated are allocated now, unless the arena says
     * that this is a segmentation fault.
     *
     * @param address user pointer to the program's arena; nothing happens for any other.
     * @param length  bytes, at least 1.
     */
    void touchUser(long address, long length);

    /**
     * Whether the kernel would not even try to read an address as one of its own (copy_from_kernel_nofault_allowed).
     *
     * @param address from a register or from memory.
     * @return true for user pointers to the arena, NULL and what is close to it, and what no processor takes for an
     *         address.
     */
    boolean isUserAddress(long address);

    /** {@return the packet that the program runs over, or null} */
    PacketContext packet();

    /**
     * Runs a subprogram as a callback. It takes one of the eight frames.
     *
     * @param function what {@code ld_imm64} of a subprogram gave; anything else ends the program with a fault report.
     * @param r1       its first argument.
     * @param r2       its second argument.
     * @return its r0.
     */
    default long callBack(final long function, final long r1, final long r2) {
        return callBack(function, r1, r2, 0, 0);
    }

    /**
     * Runs a subprogram as a callback. It takes one of the eight frames.
     *
     * @param function what {@code ld_imm64} of a subprogram gave; anything else ends the program with a fault report.
     * @param r1       its first argument.
     * @param r2       its second argument.
     * @param r3       its third argument.
     * @param r4       its fourth argument.
     * @return its r0.
     */
    long callBack(long function, long r1, long r2, long r3, long r4);

    /**
     * Lends the program something until it is taken back, at the latest at the end of the run: memory, and whatever has
     * to be given back.
     *
     * @param loan what is lent; its pointer is not lent already.
     */
    void lend(Loan loan);

    /**
     * What was lent under a pointer.
     *
     * @param pointer of the loan, from a register.
     * @return the loan, or null if nothing is.
     */
    Loan loan(long pointer);

    /**
     * Ends a loan; the program can no longer use its memory.
     *
     * @param loan what was lent and not taken back.
     */
    void takeBack(Loan loan);

    /**
     * Lets the program use a map that it found in another, until the end of the run.
     *
     * @param map held; let go of at the end of the run.
     * @return a handle, as {@code ld_imm64} of a map gives one.
     */
    long lendMap(MapHold map);

    /**
     * Ends the program with a fault report. Does not return.
     *
     * @param message what went wrong.
     */
    void fail(String message);

    /**
     * Ends the program, from within callbacks too, as if it had exited with a value. Does not return.
     *
     * @param value for r0.
     */
    void exit(long value);

    /**
     * Throws an exception in the program (bpf_throw): all its frames end, then its exception callback runs and returns
     * for it; a program without one returns the cookie. Does not return.
     *
     * @param cookie what the callback gets.
     */
    void throwException(long cookie);

    /**
     * The map in whose memory an address lies.
     *
     * @param address anything.
     * @return a map of the program's or one that was lent to it; null if there is none.
     */
    BpfMap mapAt(long address);

    /** {@return the locks that this run holds} */
    HeldLocks heldLocks();

    /** Ends the program with a fault report if its time is up or its thread was interrupted: for whoever waits. */
    void checkDeadline();

    /**
     * A subprogram to be called later, when this run may have ended.
     *
     * @param function what {@code ld_imm64} of a subprogram gave; anything else ends the program with a fault report.
     * @return what calls it, on any thread.
     */
    AsyncCallback asyncCallback(long function);

    /** {@return the threads that call back later; where there are none the program ends with a fault report} */
    AsyncThreads asyncThreads();

    /** {@return the streams of the program that runs} */
    ProgramStreams streams();

    /** {@return where the program is: the CPU, then each function and its source line, from the innermost one on} */
    String callTrace();

    /** {@return the number of the virtual CPU that the program runs on, from 0} */
    int cpu();

    /**
     * Takes a line of text of the program's, as bpf_trace_printk would.
     *
     * @param text without a line end.
     */
    void print(String text);
}
