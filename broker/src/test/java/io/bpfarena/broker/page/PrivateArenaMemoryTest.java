package io.bpfarena.broker.page;

import io.bpfarena.runtime.arena.ArenaMemoryFactory;
import io.bpfarena.runtime.arena.PrivateArenaMemory;

/** The runtime's own memory keeps the same contract, so that a program cannot tell where its arena is. */
class PrivateArenaMemoryTest extends ArenaMemoryContract {
    @Override
    ArenaMemoryFactory factory() {
        return PrivateArenaMemory::create;
    }
}
