package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.BpfFunction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.ProgramArrayMap;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.CallbackEntry;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import io.bpfarena.runtime.program.TailCallable;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One run of a program at a time: registers, frames, memory, and the loop over instructions. Kept between runs, since
 * it owns stack memory. Used by one thread at a time.
 *
 * <p>The loop takes bytecode as well formed, which {@code BytecodeValidator} has checked: registers exist, targets are
 * inside. It never runs long without a look at the clock: every backward step of the program counter is charged by its
 * length, so that between two looks no more than about {@link #SLICE} instructions run, whatever the program's shape.
 */
final class Machine {
    /** Slots of backward movement between two looks at clock and interrupt: well below a millisecond. */
    private static final int SLICE = 1 << 16;
    /** What a call of a helper or kfunc is charged, in slots. */
    private static final int FUNCTION_CHARGE = 64;
    /** Bytes that a function goes through for the charge of one slot, as a power of two: a cache line. */
    private static final int BYTES_SHIFT = 6;
    /** A program counter that means that the frame at which a loop began has ended. */
    private static final int END = -1;
    /** Source field by which {@link CodeLinker} marks a tail call. */
    static final int TAIL_CALL = 0xF;
    /** Most tail calls of a run: the kernel's MAX_TAIL_CALL_CNT. */
    private static final int MAX_TAIL_CALLS = 33;
    /** Registers; r11 to r15 do not exist, but with 16 the compiler sees that an index of four bits is inside. */
    private static final int REGISTERS = 16;
    /** Where legacy packet loads expect the context. */
    private static final int CONTEXT_REGISTER = 6;

    private final LinkedCode started;
    private final RunLog log = new RunLog(this::callTrace);
    private final CallStack stack = new CallStack(log);
    private final Frames frames = new Frames();
    private final CheckedMemory memory;
    private final InterpreterContext context;
    private final long[] registers = new long[REGISTERS];
    private LinkedCode running;
    private long[] code;
    private BpfFunction[] callables;
    private long contextLength;
    private int slice;
    private long startNanos;
    private long timeoutNanos;

    Machine(final LinkedCode linked) {
        this.started = linked;
        final Loans loans = new Loans();
        this.memory = new CheckedMemory(stack, loans, log);
        this.context = new InterpreterContext(this, memory, log, loans);
    }

    /** Runs a callback in frame 0; without an entry, the program itself. */
    RunResult run(final Invocation invocation, final CallbackEntry entry) throws ProgramFaultException {
        frames.start(new Frames.Resident(started, invocation.streams(), invocation.host()));
        resume();
        log.clear();
        stack.reset();
        memory.reset(invocation.context(), invocation.packet());
        context.reset(invocation.cpu(), invocation.packet());
        contextLength = invocation.context().length();
        startRegisters(invocation.context().address());
        slice = SLICE;
        timeoutNanos = invocation.timeoutNanos();
        startNanos = System.nanoTime();
        Optional<Loans.Complaint> unsettled = Optional.empty();
        try {
            interpretToTheEnd(entry);
        } catch (final ProgramFault fault) {
            throw new ProgramFaultException(log.report(fault.getMessage()), result(), fault.getCause());
        } finally {
            try {
                unsettled = context.settle();
            } finally {
                frames.end();
            }
        }
        if (unsettled.isPresent()) {
            log.at(unsettled.get().instruction());
            throw new ProgramFaultException(log.report(unsettled.get().message()), result(), null);
        }
        return result();
    }

    private void startRegisters(final long contextAddress) {
        Arrays.fill(registers, 0);
        registers[1] = contextAddress;
        registers[2] = contextLength;
        registers[10] = stack.framePointer();
    }

    private void interpretToTheEnd(final CallbackEntry entry) {
        try {
            interpret(entry == null ? 0 : context.enter(entry, registers));
        } catch (final ProgramExit exit) {
            registers[0] = exit.isException() ? afterException(exit.value()) : exit.value();
        }
    }

    /** kernel/bpf/helpers.c, bpf_throw: the callback of the program at the bottom of the stack returns for it. */
    private long afterException(final long cookie) {
        final int place = log.instruction();
        stack.unwind();
        frames.leave(0);
        resume();
        final OptionalInt callback = running.program().exceptionCallback();
        if (callback.isEmpty()) {
            return cookie;
        }
        stack.push(registers, END, place);
        registers[1] = cookie;
        try {
            interpret(callback.getAsInt());
            return registers[0];
        } catch (final ProgramExit exit) {
            if (exit.isException()) {
                throw new ProgramFault("bpf_throw within the exception callback");
            }
            return exit.value();
        }
    }

    /** Goes on with the program of the running frame. */
    private void resume() {
        running = frames.running().code();
        code = running.code();
        callables = running.callables();
        memory.switchTo(running.regions(), running.arenaAccess());
        context.switchTo(running.program().maps());
        log.switchTo(running.program(), frames.running().streams());
    }

    /** The program that runs. */
    LinkedProgram program() {
        return running.program();
    }

    /** Where the run is, from the innermost function on. */
    String callTrace() {
        final CallTrace trace = new CallTrace(context.cpu());
        for (int frame = stack.depth(); frame >= 0; frame--) {
            trace.add(frames.at(frame).code().program(),
                    frame == stack.depth() ? log.instruction() : stack.call(frame));
        }
        return trace.toString();
    }

    /** What the innermost frame runs. */
    LinkedCode running() {
        return running;
    }

    /** Who runs its callbacks that are to come later; may be null. */
    AsyncHost host() {
        return frames.running().host();
    }

    private RunResult result() {
        return log.result(registers[0], System.nanoTime() - startNanos);
    }

    /** Runs a subprogram from within a function that the program called, with r1 to r4 given; the result is its r0. */
    long callBack(final long function, final long r1, final long r2, final long r3, final long r4) {
        final int place = log.instruction();
        stack.push(registers, END, place);
        registers[1] = r1;
        registers[2] = r2;
        registers[3] = r3;
        registers[4] = r4;
        interpret(subprogram(function));
        log.at(place);
        return registers[0];
    }

    /** Runs until the frame that is the running one at the call has ended. */
    private void interpret(final int entry) {
        long[] slots = code;
        final long[] r = registers;
        final CheckedMemory m = memory;
        final RunLog place = log;
        int pc = entry;
        while (pc != END) {
            final int here = pc++;
            final long slot = slots[here];
            final int opcode = Slot.code(slot);
            final int dst = Slot.dst(slot);
            switch (opcode & 0x07) {
                case Opcode.ALU64 -> r[dst] = Alu64.apply(slot, r[dst], operand(slot, r));
                case Opcode.ALU -> r[dst] = Alu32.apply(slot, r[dst], operand(slot, r));
                case Opcode.LDX -> {
                    place.at(here);
                    r[dst] = m.load(opcode, r[Slot.src(slot)], Slot.offset(slot));
                }
                case Opcode.STX -> {
                    place.at(here);
                    if ((opcode & 0xE0) == Opcode.ATOMIC) {
                        atomic(slot, r);
                    } else {
                        m.store(opcode, r[dst], Slot.offset(slot), r[Slot.src(slot)]);
                    }
                }
                case Opcode.ST -> {
                    place.at(here);
                    m.store(opcode, r[dst], Slot.offset(slot), Slot.imm(slot));
                }
                case Opcode.LD -> {
                    if (opcode == Opcode.LD_IMM64) {
                        r[dst] = (long) Slot.imm(slots[pc]) << 32 | Slot.imm(slot) & 0xFFFF_FFFFL;
                        pc++;
                    } else {
                        place.at(here);
                        pc = loadPacket(slot, pc);
                        slots = code;
                    }
                }
                default -> {
                    final int op = opcode & 0xF0;
                    if (isConditional(op)) {
                        if ((opcode & 0x07) == Opcode.JMP
                                ? Condition.holds(op, r[dst], operand(slot, r))
                                : Condition.holds32(op, r[dst], operand(slot, r))) {
                            pc += Slot.offset(slot);
                        }
                    } else {
                        place.at(here);
                        pc = transfer(slot, pc);
                        slots = code;
                    }
                    if (pc <= here) {
                        charge(here, here + 1 - pc);
                    }
                }
            }
        }
    }

    private static long operand(final long slot, final long[] r) {
        return (slot & Opcode.X) != 0 ? r[Slot.src(slot)] : Slot.imm(slot);
    }

    private static boolean isConditional(final int op) {
        return op != Opcode.JA && op != Opcode.CALL && op != Opcode.EXIT && op != Opcode.JCOND;
    }

    /** Where to go on after JA, CALL, EXIT or JCOND. */
    private int transfer(final long slot, final int next) {
        return switch (Slot.code(slot)) {
            case Opcode.JMP | Opcode.JA -> next + Slot.offset(slot);
            case Opcode.JMP32 | Opcode.JA -> next + Slot.imm(slot);
            case Opcode.JMP | Opcode.JCOND -> stack.mayGoOn() ? next : next + Slot.offset(slot);
            case Opcode.JMP | Opcode.EXIT -> leave();
            case Opcode.JMP | Opcode.CALL | Opcode.X -> enter(subprogram(registers[Slot.dst(slot)]), next);
            default -> switch (Slot.src(slot)) {
                case Opcode.PSEUDO_CALL -> enter(next + Slot.imm(slot), next);
                case TAIL_CALL -> tailCall(next);
                default -> callFunction(slot, next);
            };
        };
    }

    private int leave() {
        if (stack.depth() == 0) {
            return END;
        }
        final int returnTo = stack.pop(registers);
        if (frames.leave(stack.depth())) {
            resume();
        }
        return returnTo;
    }

    /**
     * {@code bpf_tail_call}: the frame goes on with another program, its caller gets what that returns. Without such a
     * program, or after too many, the call does nothing.
     */
    private int tailCall(final int next) {
        final BpfMap map = context.map(registers[2]);
        if (!(map instanceof final ProgramArrayMap array)) {
            throw new ProgramFault("map %s is no array of programs but %s".formatted(map.name(), map.type().label()));
        }
        charge(next - 1, FUNCTION_CHARGE);
        if (frames.tailCalls() >= MAX_TAIL_CALLS
                || !(array.find((int) registers[3]) instanceof final TailCallable target) || !target.enter()) {
            return next;
        }
        if (!(target.executable() instanceof final InterpretedProgram program)) {
            target.leave();
            throw new ProgramFault("program %s was prepared by another engine".formatted(target.name()));
        }
        frames.replace(stack.depth(), program.linked(), target);
        resume();
        stack.restart();
        startRegisters(registers[1]);
        return 0;
    }

    /** A legacy packet load. Bytes outside the packet end the function with 0 (bpf_gen_ld_abs in the kernel). */
    private int loadPacket(final long slot, final int next) {
        final int code = Slot.code(slot);
        final boolean indexed = Opcode.modeOf(code) == Opcode.IND;
        final int offset = Slot.imm(slot) + (indexed ? (int) registers[Slot.src(slot)] : 0);
        final int bytes = Opcode.bytesOf(code);
        final long address = context.packet(registers[CONTEXT_REGISTER]).place(offset, bytes);
        registers[0] = address == 0 ? 0 : switch (bytes) {
            case Byte.BYTES -> NativeMemory.getByte(address) & 0xFFL;
            case Short.BYTES -> Short.reverseBytes(NativeMemory.getShort(address)) & 0xFFFFL;
            default -> Integer.reverseBytes(NativeMemory.getInt(address)) & 0xFFFF_FFFFL;
        };
        return address == 0 ? leave() : next;
    }

    private int enter(final int start, final int returnTo) {
        stack.push(registers, returnTo, returnTo - 1);
        return start;
    }

    int subprogram(final long handle) {
        final int start = Handle.functionStart(handle, code.length);
        if (start < 0 || !running.starts()[start]) {
            throw new ProgramFault("call of 0x%x, which is no subprogram".formatted(handle));
        }
        return start;
    }

    private int callFunction(final long slot, final int next) {
        final BpfFunction function = callables[Slot.imm(slot)];
        final long[] r = registers;
        charge(next - 1, FUNCTION_CHARGE);
        try {
            r[0] = function.call(context, r[1], r[2], r[3], r[4], r[5]);
        } catch (final ProgramFault | ProgramExit end) {
            throw end;
        } catch (final RuntimeException failure) {
            throw new ProgramFault("%s failed: %s"
                    .formatted(running.functions()[Slot.imm(slot)].name(), failure), failure);
        }
        return next;
    }

    private void charge(final int here, final int slots) {
        slice -= slots;
        if (slice < 0) {
            slice = SLICE;
            log.at(here);
            checkTime();
        }
    }

    /** Charges the function that runs for bytes that it goes through; may end the program, as its time is up. */
    void chargeBytes(final long bytes) {
        slice -= (int) Math.min(bytes >>> BYTES_SHIFT, SLICE);
        if (slice < 0) {
            slice = SLICE;
            checkTime();
        }
    }

    void checkTime() {
        final long elapsed = System.nanoTime() - startNanos;
        if (elapsed >= timeoutNanos || Thread.currentThread().isInterrupted()) {
            throw new ProgramFault("program interrupted after %d ms".formatted(elapsed / 1_000_000));
        }
    }

    private void atomic(final long slot, final long[] r) {
        final int opcode = Slot.code(slot);
        final int size = Opcode.sizeOf(opcode);
        final int bytes = Opcode.bytesOf(opcode);
        final int dst = Slot.dst(slot);
        final int src = Slot.src(slot);
        final int offset = Slot.offset(slot);
        switch (Slot.imm(slot)) {
            case Opcode.LOAD_ACQ -> {
                final long address = memory.readable(r[src], offset, bytes);
                r[dst] = address == 0 ? 0 : Atomics.loadAcquire(size, address);
            }
            case Opcode.STORE_REL -> {
                final long address = memory.writable(r[dst], offset, bytes);
                if (address != 0) {
                    Atomics.storeRelease(size, address, r[src]);
                }
            }
            case Opcode.CMPXCHG -> {
                final long address = memory.writable(r[dst], offset, bytes);
                r[0] = address == 0 ? 0 : compareAndExchange(size, address, r[0], r[src]);
            }
            default -> {
                final long address = memory.writable(r[dst], offset, bytes);
                final long old = address == 0 ? 0 : modify(size, Slot.imm(slot), address, r[src]);
                if ((Slot.imm(slot) & Opcode.FETCH) != 0) {
                    r[src] = old;
                }
            }
        }
    }

    private static long compareAndExchange(
            final int size, final long address, final long expected, final long value) {
        return size == Opcode.DW
                ? Atomics.compareAndExchange64(address, expected, value)
                : Atomics.compareAndExchange32(address, (int) expected, (int) value) & 0xFFFF_FFFFL;
    }

    private static long modify(final int size, final int op, final long address, final long operand) {
        return size == Opcode.DW
                ? Atomics.modify64(op, address, operand)
                : Atomics.modify32(op, address, (int) operand) & 0xFFFF_FFFFL;
    }
}
