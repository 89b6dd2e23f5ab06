package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.helper.CallContext;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.packet.PacketContext;
import java.util.List;

/** What helpers and kfuncs see of a run. */
final class InterpreterContext implements CallContext {
    private final Machine machine;
    private final List<BpfMap> maps;
    private final CheckedMemory memory;
    private final RunLog log;
    private PacketContext packet;
    private int cpu;

    InterpreterContext(
            final Machine machine, final List<BpfMap> maps, final CheckedMemory memory, final RunLog log) {
        this.machine = machine;
        this.maps = maps;
        this.memory = memory;
        this.log = log;
    }

    void reset(final int runCpu, final PacketContext runPacket) {
        cpu = runCpu;
        packet = runPacket;
    }

    @Override
    public BpfMap map(final long handle) {
        final int index = Handle.mapIndex(handle, maps.size());
        if (index < 0) {
            throw new ProgramFault("argument 0x%x is no map".formatted(handle));
        }
        return maps.get(index);
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
    public void packetMoved() {
        memory.forget();
    }

    @Override
    public void checkRead(final long address, final long length, final String what) {
        memory.check(address, length, false, what);
    }

    @Override
    public void checkWrite(final long address, final long length, final String what) {
        memory.check(address, length, true, what);
    }

    @Override
    public long callBack(final long function, final long r1, final long r2) {
        return machine.callBack(function, r1, r2);
    }

    @Override
    public String string(final long address, final int limit) {
        return memory.string(address, limit);
    }

    @Override
    public void fail(final String message) {
        throw new ProgramFault(message);
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
