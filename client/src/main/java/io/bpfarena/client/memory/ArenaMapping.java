package io.bpfarena.client.memory;

import io.bpfarena.linux.AddressInUseException;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.linux.SystemCallException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two files of an arena, mapped. Everything is checked before it is touched: a file shorter than its mapping would
 * be SIGBUS at the first access past its end.
 *
 * @param header what the table says of itself, which agrees with what was expected.
 * @param table  mapped read-only, wherever there was room.
 * @param pages  mapped at the arena's base address.
 */
record ArenaMapping(ArenaTableHeader header, MemoryMapping table, MemoryMapping pages) {
    static ArenaMapping open(final Path tablePath, final Path pagesPath, final ArenaTableHeader expected) {
        MemoryMapping table = null;
        try {
            table = mapTable(tablePath, expected);
            final ArenaTableHeader header = ArenaTableDescriptor.read(
                    new UnsafeBuffer(table.address(), ArenaTableDescriptor.HEADER_LENGTH));
            requireSame(header, expected);
            return new ArenaMapping(header, table, mapPages(pagesPath, expected));
        } catch (final ArenaFormatException e) {
            throw closing(table, new ArenaMappingException(expected.name(), tablePath + ": " + e.getMessage(), e));
        } catch (final AddressInUseException e) {
            throw closing(table, new ArenaMappingException(expected.name(), e.getMessage()
                    + "; an arena can be mapped once in a process, at its own address", e));
        } catch (final SystemCallException e) {
            throw closing(table, new ArenaMappingException(expected.name(), e.getMessage(), e));
        } catch (final RuntimeException e) {
            throw closing(table, e);
        }
    }

    private static RuntimeException closing(final MemoryMapping table, final RuntimeException e) {
        if (table != null) {
            table.close();
        }
        return e;
    }

    private static MemoryMapping mapTable(final Path path, final ArenaTableHeader expected) {
        final long length = ArenaTableDescriptor.fileLength(expected.baseAddress(), expected.pageCount());
        try (LinuxFile file = LinuxFile.openReadOnly(path)) {
            requireLength(expected, file, length);
            return MemoryMapping.shared(length, Protection.READ, file);
        }
    }

    private static MemoryMapping mapPages(final Path path, final ArenaTableHeader expected) {
        try (LinuxFile file = LinuxFile.open(path)) {
            requireLength(expected, file, expected.length());
            return MemoryMapping.sharedAt(expected.baseAddress(), expected.length(), Protection.READ_WRITE, file);
        }
    }

    private static void requireLength(final ArenaTableHeader expected, final LinuxFile file, final long length) {
        if (file.length() < length) {
            throw new ArenaMappingException(expected.name(), "%s is %d bytes, expected at least %d for %d pages"
                    .formatted(file.path(), file.length(), length, expected.pageCount()), null);
        }
    }

    private static void requireSame(final ArenaTableHeader header, final ArenaTableHeader expected)
            throws ArenaFormatException {
        if (!header.equals(expected)) {
            throw new ArenaFormatException("table says %s, but the broker said %s".formatted(header, expected));
        }
    }

    void close() {
        pages.close();
        table.close();
    }
}
