package io.bpfarena.broker.page;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.ArenaMemoryFactory;
import io.bpfarena.runtime.arena.ArenaSpec;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ErrorHandler;

/** Puts the arenas of a broker into its directory, numbered from 1. Any thread may call it. */
public final class SharedArenaMemoryFactory implements ArenaMemoryFactory {
    private final Path brokerDirectory;
    private final long epoch;
    private final FileAccess access;
    private final ErrorHandler errorHandler;
    private final AtomicInteger lastId = new AtomicInteger();

    /**
     * @param brokerDirectory that has a directory {@code arenas}.
     * @param epoch           number of the broker's run, which goes into every table.
     * @param access          who may use the files.
     * @param errorHandler    hears of files that could not be deleted.
     */
    public SharedArenaMemoryFactory(
            final Path brokerDirectory, final long epoch, final FileAccess access, final ErrorHandler errorHandler) {
        this.brokerDirectory = brokerDirectory;
        this.epoch = epoch;
        this.access = access;
        this.errorHandler = errorHandler;
    }

    @Override
    public ArenaMemory create(final ArenaSpec spec) {
        final ArenaName name = ArenaName.of(spec.objectName(), spec.mapName());
        final ArenaFiles files = ArenaFiles.create(brokerDirectory, name, spec, access, errorHandler);
        final ArenaTableHeader header = new ArenaTableHeader(
                lastId.incrementAndGet(), name.value(), spec.userVmStart(), spec.pages(), spec.flags(), epoch,
                ArenaTableDescriptor.STATE_OPEN);
        return SharedArenaMemory.create(files, header, spec);
    }
}
