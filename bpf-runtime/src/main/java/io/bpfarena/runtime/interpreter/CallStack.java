package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The frames of a run: stack memory, saved registers and loop budgets. Frame 0 is the program itself.
 *
 * <pre>
 *   top -----------------------+
 *     | frame 0: 512 bytes     |  r10 of the program = top
 *     | gap: 512 bytes         |
 *     | frame 1: 512 bytes     |  r10 = top - 1024
 *     | gap ...                |
 * </pre>
 *
 * <p>The gaps belong to nobody, so that running over the end of a frame is a fault and not a change to a caller's
 * variables. Frames of subprograms that returned are no longer accessible. Memory is zeroed before a run, so that
 * nothing of one program shows in another. Used by one thread at a time; the memory lives as long as this object.
 */
final class CallStack {
    /** Deepest nesting, the program itself included: the kernel's MAX_CALL_FRAMES. */
    static final int MAX_FRAMES = 8;
    /** Bytes in a frame: the kernel's MAX_BPF_STACK. */
    static final int FRAME_SIZE = 512;

    private static final int STRIDE = 2 * FRAME_SIZE;
    private static final int SAVED = 5;
    private static final int FIRST_SAVED_REGISTER = 6;
    /** Rounds of may_goto between two looks at the clock: the kernel's BPF_MAX_TIMED_LOOPS. */
    private static final long MAY_GOTO_ROUNDS = 0xFFFF;
    /** How long a frame may spend in may_goto loops: a quarter of a second (bpf_check_timed_may_goto). */
    private static final long MAY_GOTO_NANOS = 250_000_000;

    private final MemorySegment memory = Arena.ofAuto().allocate((long) MAX_FRAMES * STRIDE, 64);
    private final long top = memory.address() + memory.byteSize();
    private final long[] saved = new long[MAX_FRAMES * SAVED];
    private final RunLog log;
    private final int[] returns = new int[MAX_FRAMES];
    private final int[] calls = new int[MAX_FRAMES];
    private final long[] rounds = new long[MAX_FRAMES];
    private final long[] loopStart = new long[MAX_FRAMES];
    private final boolean[] loopStarted = new boolean[MAX_FRAMES];
    private int depth;
    private int deepest = MAX_FRAMES - 1;

    /** Loops that are left are reported to a log. */
    CallStack(final RunLog log) {
        this.log = log;
    }

    /** Starts a run: one frame, all memory zero. */
    void reset() {
        for (int frame = 0; frame <= deepest; frame++) {
            NativeMemory.zero(framePointer(frame) - FRAME_SIZE, FRAME_SIZE);
        }
        depth = 0;
        deepest = 0;
        startLoops();
    }

    /** The frame that runs, from 0. */
    int depth() {
        return depth;
    }

    /** What r10 of the running frame is. */
    long framePointer() {
        return framePointer(depth);
    }

    /** Enters a subprogram, called from a slot: r6 to r10 are saved, r10 is the new frame's. */
    void push(final long[] registers, final int returnTo, final int calledFrom) {
        if (depth + 1 == MAX_FRAMES) {
            throw new ProgramFault("the call stack of %d frames is too deep".formatted(MAX_FRAMES + 1));
        }
        System.arraycopy(registers, FIRST_SAVED_REGISTER, saved, depth * SAVED, SAVED);
        returns[depth] = returnTo;
        calls[depth] = calledFrom;
        depth++;
        deepest = Math.max(deepest, depth);
        registers[10] = framePointer();
        startLoops();
    }

    /** Leaves a subprogram: r6 to r10 are the caller's again. Returns where to go on. */
    int pop(final long[] registers) {
        depth--;
        System.arraycopy(saved, depth * SAVED, registers, FIRST_SAVED_REGISTER, SAVED);
        return returns[depth];
    }

    /** The slot from which a frame that is not the running one called the next. */
    int call(final int frame) {
        return calls[frame];
    }

    /** Leaves all subprograms at once. */
    void unwind() {
        depth = 0;
    }

    /** Another program goes on in the running frame. */
    void restart() {
        startLoops();
    }

    /** Whether an access lies within a live frame; size is 1 to 512 bytes. */
    boolean contains(final long address, final long size) {
        final long below = top - address;
        final long inFrame = below & STRIDE - 1;
        return below > 0 && below <= (long) depth * STRIDE + FRAME_SIZE && inFrame >= size && inFrame <= FRAME_SIZE;
    }

    /** Whether an address lies in the memory of any frame or gap, dead or alive: for reports. */
    boolean isNear(final long address) {
        return address >= memory.address() - STRIDE && address < top + STRIDE;
    }

    /**
     * {@code may_goto}, as the kernel's arch_bpf_timed_may_goto: false is to leave the loop. All loops of a frame share
     * one budget.
     */
    boolean mayGoOn() {
        if (rounds[depth] == 0) {
            return false;
        }
        if (--rounds[depth] == 0) {
            lookAtClock();
        }
        return true;
    }

    private void lookAtClock() {
        final long now = System.nanoTime();
        if (!loopStarted[depth]) {
            loopStarted[depth] = true;
            loopStart[depth] = now;
            rounds[depth] = MAY_GOTO_ROUNDS;
        } else if (now - loopStart[depth] < MAY_GOTO_NANOS) {
            rounds[depth] = MAY_GOTO_ROUNDS;
        } else {
            log.loopTimeout();
        }
    }

    private void startLoops() {
        rounds[depth] = MAY_GOTO_ROUNDS;
        loopStarted[depth] = false;
    }

    private long framePointer(final int frame) {
        return top - (long) frame * STRIDE;
    }
}
