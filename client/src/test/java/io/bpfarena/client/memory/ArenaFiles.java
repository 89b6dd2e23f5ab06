package io.bpfarena.client.memory;

import io.bpfarena.client.fault.FaultHandler;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** An arena's two files made by hand, with the owner's writable view of the table. */
public final class ArenaFiles implements AutoCloseable {
    /** Where the tests map. */
    public static final long BASE = 0x3000_0000_0000L;

    private final ArenaTableHeader header;
    private final Path table;
    private final Path pages;
    private final MemoryMapping mapping;
    private final UnsafeBuffer buffer;
    private final List<String> faults = new ArrayList<>();

    public ArenaFiles(final Path directory, final ArenaTableHeader header) {
        this.header = header;
        this.table = directory.resolve("table");
        this.pages = directory.resolve("pages");
        final long length = ArenaTableDescriptor.fileLength(header.baseAddress(), header.pageCount());
        try (LinuxFile file = LinuxFile.create(table, 0600); LinuxFile data = LinuxFile.create(pages, 0600)) {
            file.truncate(length);
            data.truncate(header.length());
            mapping = MemoryMapping.shared(length, Protection.READ_WRITE, file);
        }
        buffer = new UnsafeBuffer(mapping.address(), (int) length);
        ArenaTableDescriptor.write(buffer, header);
    }

    public static ArenaTableHeader header(final long base, final int pageCount) {
        return new ArenaTableHeader(3, "demo", base, pageCount, 1 << 10, 9, ArenaTableDescriptor.STATE_OPEN);
    }

    public ArenaTableHeader header() {
        return header;
    }

    public Path table() {
        return table;
    }

    public Path pages() {
        return pages;
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** {@return the faults so far, each as "page+count"} */
    public List<String> faults() {
        return faults;
    }

    public void setPresent(final int page, final boolean present) {
        buffer.putByteVolatile(
                ArenaTableDescriptor.presenceOffset(header.baseAddress()) + page, present ? (byte) 1 : 0);
    }

    /** {@return a handler that makes at most so many pages present at a time, and notes the fault} */
    public FaultHandler allocating(final int atOnce) {
        return (page, pageCount) -> {
            faults.add(page + "+" + pageCount);
            for (int i = page; i < page + Math.min(pageCount, atOnce); i++) {
                setPresent(i, true);
            }
            return FaultResolution.ALLOCATED;
        };
    }

    public SharedArena map(final FaultHandler handler) {
        return SharedArena.map(table, pages, header, handler, () -> { });
    }

    public SharedArena map() {
        return map(allocating(Integer.MAX_VALUE));
    }

    @Override
    public void close() {
        mapping.close();
    }
}
