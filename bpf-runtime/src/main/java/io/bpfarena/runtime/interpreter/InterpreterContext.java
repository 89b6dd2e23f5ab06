package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.async.AsyncCallback;
import io.bpfarena.runtime.async.AsyncThreads;
import io.bpfarena.runtime.helper.AddressSpace;
import io.bpfarena.runtime.helper.CallContext;
import io.bpfarena.runtime.helper.HeldLocks;
import io.bpfarena.runtime.helper.Loan;
import io.bpfarena.runtime.helper.TracedCall;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.program.CallbackEntry;
import io.bpfarena.runtime.stream.ProgramStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What helpers and kfuncs see of a run. */
final class InterpreterContext implements CallContext {
    /** Numbers of maps from here on are of lent ones; no program refers to so many. */
    private static final int FIRST_LENT = 1 << 20;

    private final Machine machine;
    private final CheckedMemory memory;
    private final RunLog log;
    private final Loans loans;
    private final HeldLocks heldLocks = new HeldLocks();
    private final AsyncEntry async;
    private final List<LentMap> lentMaps = new ArrayList<>();
    private List<BpfMap> maps = List.of();
    private PacketContext packet;
    private int cpu;

    InterpreterContext(
            final Machine machine, final CheckedMemory memory, final RunLog log, final Loans loans) {
        this.machine = machine;
        this.memory = memory;
        this.log = log;
        this.loans = loans;
        this.async = new AsyncEntry(machine, this);
    }

    /** Handles of maps refer to a program's maps from here on. */
    void switchTo(final List<BpfMap> programMaps) {
        maps = programMaps;
    }

    void reset(final int runCpu, final PacketContext runPacket) {
        cpu = runCpu;
        packet = runPacket;
    }

    /** Begins with a callback: gives it its arguments; returns its first slot. */
    int enter(final CallbackEntry entry, final long[] registers) {
        return async.enter(entry, registers);
    }

    /** Ends what the program still has; returns what is wrong with that. */
    Optional<Loans.Complaint> settle() {
        lentMaps.clear();
        async.leave();
        return loans.settle();
    }

    @Override
    public BpfMap map(final long handle) {
        final int index = Handle.mapIndex(handle, FIRST_LENT + lentMaps.size());
        if (index >= FIRST_LENT) {
            return lentMaps.get(index - FIRST_LENT).hold().map();
        }
        if (index < 0 || index >= maps.size()) {
            throw new ProgramFault("argument 0x%x is no map".formatted(handle));
        }
        return maps.get(index);
    }

    /** The same map has the same handle throughout a run. */
    @Override
    public long lendMap(final MapHold hold) {
        for (final LentMap lent : lentMaps) {
            if (lent.hold().map() == hold.map()) {
                hold.close();
                return lent.pointer();
            }
        }
        final LentMap lent = new LentMap(Handle.ofMap(FIRST_LENT + lentMaps.size()), hold);
        lentMaps.add(lent);
        lend(lent);
        return lent.pointer();
    }

    @Override
    public void lend(final Loan loan) {
        loans.add(loan, log.instruction());
    }

    @Override
    public Loan loan(final long pointer) {
        return loans.find(pointer);
    }

    @Override
    public void takeBack(final Loan loan) {
        loans.remove(loan);
        memory.forget();
    }

    @Override
    public ArenaMap arena(final long handle) {
        final BpfMap map = map(handle);
        if (map instanceof final ArenaMap arena) {
            return arena;
        }
        throw new ProgramFault("map %s is no arena but %s".formatted(map.name(), map.type().label()));
    }

    @Override
    public PacketContext packet(final long context) {
        if (packet == null || context != packet.memory().address()) {
            throw new ProgramFault("argument 0x%x is not the context of a program over a packet".formatted(context));
        }
        return packet;
    }

    @Override
    public TracedCall tracedCall(final long given) {
        final MemoryRegion input = memory.context();
        if (given != input.address() || packet != null) {
            throw new ProgramFault("argument 0x%x is not the program's context".formatted(given));
        }
        final boolean returns = machine.program().seesReturnValue();
        final int values = (int) (input.length() / Long.BYTES);
        return new TracedCall(given, returns ? Math.max(0, values - 1) : values, returns && values > 0);
    }

    @Override
    public void packetMoved() {
        memory.forget();
    }

    @Override
    public void checkRead(final long address, final long length, final String what) {
        memory.check(address, length, false, what);
        machine.chargeBytes(length);
    }

    @Override
    public void checkWrite(final long address, final long length, final String what) {
        memory.check(address, length, true, what);
        machine.chargeBytes(length);
    }

    @Override
    public long callBack(final long function, final long r1, final long r2, final long r3, final long r4) {
        return machine.callBack(function, r1, r2, r3, r4);
    }

    @Override
    public boolean isOnStack(final long address, final long length) {
        return memory.isOnStack(address, length);
    }

    @Override
    public long place(final AddressSpace space, final long address, final long length) {
        machine.chargeBytes(length);
        return memory.place(space, address, length);
    }

    @Override
    public void touchUser(final long address, final long length) {
        machine.chargeBytes(length);
        memory.touchUser(address, length);
    }

    @Override
    public boolean isUserAddress(final long address) {
        return memory.isUserAddress(address);
    }

    @Override
    public PacketContext packet() {
        return packet;
    }

    @Override
    public BpfMap mapAt(final long address) {
        return MapSearch.at(address, maps, lentMaps);
    }

    @Override
    public HeldLocks heldLocks() {
        return heldLocks;
    }

    @Override
    public void checkDeadline() {
        machine.checkTime();
    }

    @Override
    public AsyncCallback asyncCallback(final long function) {
        return async.callback(function);
    }

    @Override
    public AsyncThreads asyncThreads() {
        return async.host().threads();
    }

    @Override
    public void fail(final String message) {
        throw new ProgramFault(message);
    }

    @Override
    public void exit(final long value) {
        throw ProgramExit.with(value);
    }

    @Override
    public void throwException(final long cookie) {
        throw ProgramExit.thrown(cookie);
    }

    @Override
    public ProgramStreams streams() {
        return log.streams();
    }

    @Override
    public String callTrace() {
        return machine.callTrace();
    }

    @Override
    public int cpu() {
        return cpu;
    }

    @Override
    public void print(final String text) {
        log.print(text);
    }
}
