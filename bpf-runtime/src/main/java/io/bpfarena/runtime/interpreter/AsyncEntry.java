package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.async.AsyncCallback;
import io.bpfarena.runtime.helper.LentMemory;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.program.AsyncHost;
import io.bpfarena.runtime.program.CallbackEntry;
import java.lang.foreign.Arena;

/**
 * How callbacks leave a run, to be called later, and how they begin as runs of their own. Used by the thread that runs
 * the program.
 */
final class AsyncEntry {
    private final Machine machine;
    private final InterpreterContext context;
    private Arena keyMemory;

    AsyncEntry(final Machine machine, final InterpreterContext context) {
        this.machine = machine;
        this.context = context;
    }

    AsyncHost host() {
        final AsyncHost host = machine.host();
        if (host == null) {
            throw new ProgramFault("nobody is there to run callbacks after the program has ended");
        }
        return host;
    }

    /** What calls a subprogram later, of the program that the innermost frame runs; it holds nothing of this run. */
    AsyncCallback callback(final long function) {
        return new InterpretedCallback(machine.running(), machine.subprogram(function), host(), context.streams());
    }

    /**
     * Gives a callback its arguments (bpf_timer_cb): the map, a key that it can only read, the value. The map may be
     * one that the program found in another, so it is lent to the run like such a one.
     */
    int enter(final CallbackEntry entry, final long[] registers) {
        final BpfMap map = entry.map().map();
        keyMemory = Arena.ofConfined();
        final long key = keyMemory.allocate(Math.max(map.keySize(), Long.BYTES), Long.BYTES).address();
        map.elementFields().copyKey(entry.value(), key);
        context.lend(new LentMemory(key, new MemoryRegion("key of map " + map.name(), key, map.keySize(), false)));
        registers[1] = context.lendMap(MapHold.of(map).orElseThrow());
        registers[2] = key;
        registers[3] = entry.value();
        return entry.subprogram();
    }

    void leave() {
        if (keyMemory != null) {
            keyMemory.close();
            keyMemory = null;
        }
    }
}
