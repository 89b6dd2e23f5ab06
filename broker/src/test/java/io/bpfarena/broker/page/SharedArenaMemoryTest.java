package io.bpfarena.broker.page;

import static io.bpfarena.runtime.arena.ArenaMemory.PAGE_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.memory.ArenaTableHeader;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.Protection;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.arena.ArenaMemory;
import io.bpfarena.runtime.arena.ArenaMemoryFactory;
import io.bpfarena.runtime.arena.ArenaSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedArenaMemoryTest extends ArenaMemoryContract {
    private static final long EPOCH = 77;

    @TempDir
    private Path directory;

    private final List<Throwable> errors = new ArrayList<>();

    @BeforeEach
    void makeDirectory() throws Exception {
        Files.createDirectory(BrokerDirectory.arenas(directory));
    }

    @AfterEach
    void shouldLeaveNothingBehind() throws Exception {
        assertEquals(List.of(), errors);
        try (var left = Files.list(BrokerDirectory.arenas(directory))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Override
    ArenaMemoryFactory factory() {
        return new SharedArenaMemoryFactory(directory, EPOCH, FileAccess.OWNER, errors::add);
    }

    private Path pages() {
        return BrokerDirectory.pages(directory, "object.arena");
    }

    private Path table() {
        return BrokerDirectory.table(directory, "object.arena");
    }

    @ParameterizedTest
    @ValueSource(longs = {ALIGNED, ALIGNED + 5 * PAGE_SIZE, ALIGNED + 4100L * PAGE_SIZE})
    void shouldShowClientsWhatItHas(final long base) throws Exception {
        final ArenaMemory memory = factory().create(spec(base, PAGES));
        try (LinuxFile pagesFile = LinuxFile.open(pages());
                LinuxFile tableFile = LinuxFile.openReadOnly(table());
                MemoryMapping pages = MemoryMapping.shared(pagesFile.length(), Protection.READ_WRITE, pagesFile);
                MemoryMapping table = MemoryMapping.shared(tableFile.length(), Protection.READ, tableFile)) {
            final UnsafeBuffer header = new UnsafeBuffer(table.address(), (int) table.length());
            assertEquals(
                    new ArenaTableHeader(1, "object.arena", base, PAGES, 1 << 10, EPOCH,
                            ArenaTableDescriptor.STATE_OPEN),
                    ArenaTableDescriptor.read(header));
            memory.commit(7, 1);
            content(memory, base, 7).set(JAVA_LONG, 16, 42);
            assertEquals(42, pages.segment().get(JAVA_LONG, 7 * PAGE_SIZE + 16));
            final int presence = ArenaTableDescriptor.presenceOffset(base);
            assertEquals(0, table.segment().get(JAVA_BYTE, presence + 6));
            assertEquals(1, table.segment().get(JAVA_BYTE, presence + 7));
            memory.release(7, 1);
            assertEquals(0, table.segment().get(JAVA_BYTE, presence + 7));
            assertEquals(0, pages.segment().get(JAVA_LONG, 7 * PAGE_SIZE + 16));
            memory.commit(3, 1);
            memory.close();
            assertEquals(ArenaTableDescriptor.STATE_CLOSED, ArenaTableDescriptor.read(header).state());
            assertEquals(0, table.segment().get(JAVA_BYTE, presence + 3));
        }
    }

    @Test
    void shouldZeroWhatAClientWroteWithoutAsking() throws Exception {
        try (ArenaMemory memory = factory().create(spec(ALIGNED, PAGES));
                LinuxFile file = LinuxFile.open(pages());
                MemoryMapping client = MemoryMapping.shared(file.length(), Protection.READ_WRITE, file)) {
            client.segment().set(JAVA_LONG, 5 * PAGE_SIZE, 13);
            memory.commit(5, 1);
            assertEquals(0, client.segment().get(JAVA_LONG, 5 * PAGE_SIZE));
        }
    }

    @Test
    void shouldTakeNoSpaceForWhatIsNotCommitted() throws Exception {
        try (ArenaMemory memory = factory().create(spec(ALIGNED, 1 << 20));
                LinuxFile file = LinuxFile.openReadOnly(pages())) {
            assertEquals(1L << 32, file.length());
            assertEquals(-1, file.nextData(0));
            memory.commit(1 << 19, 2);
            assertEquals(1L << 31, file.nextData(0));
            memory.release(1 << 19, 2);
            assertEquals(-1, file.nextData(0));
        }
    }

    @Test
    void shouldBeForItsOwnerAlone() throws Exception {
        try (ArenaMemory _ = factory().create(spec(ALIGNED, PAGES))) {
            assertEquals("rwx------", permissions(pages().getParent()));
            assertEquals("rw-------", permissions(pages()));
            assertEquals("rw-------", permissions(table()));
        }
    }

    @Test
    void shouldLetTheGroupWriteOnlyData() throws Exception {
        final var factory = new SharedArenaMemoryFactory(directory, EPOCH, FileAccess.GROUP, errors::add);
        try (ArenaMemory _ = factory.create(spec(ALIGNED, PAGES))) {
            assertEquals("rwxrwx---", permissions(pages().getParent()));
            assertEquals("rw-rw----", permissions(pages()));
            assertEquals("rw-r-----", permissions(table()));
        }
    }

    private static String permissions(final Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldRefuseASecondArenaOfTheName() {
        final ArenaMemoryFactory factory = factory();
        try (ArenaMemory memory = factory.create(spec(ALIGNED, PAGES))) {
            final ArenaException e =
                    assertThrows(ArenaException.class, () -> factory.create(spec(ALIGNED, PAGES)));
            assertEquals(Errno.EEXIST, e.errno());
            memory.commit(0, 1);
            assertTrue(isPresent(memory, ALIGNED, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', arena, EINVAL", "object, '', EINVAL", "., arena, EINVAL", ".., arena, EINVAL", "../x, arena, EINVAL",
        "a/b, arena, EINVAL", "a\\b, arena, EINVAL", "object, ../../etc, EINVAL", "-rf, arena, EINVAL",
        "'a b', arena, EINVAL", "ä, arena, EINVAL", ".hidden, arena, EINVAL",
        "a\u0000b, arena, EINVAL", "a\u001bb, arena, EINVAL", "object, a\u202eb, EINVAL",
    })
    void shouldRefuseNamesThatAreNotPlain(final String objectName, final String mapName, final Errno expected) {
        final ArenaException e = assertThrows(ArenaException.class,
                () -> factory().create(new ArenaSpec(objectName, mapName, ALIGNED, PAGES, 1 << 10)));
        assertEquals(expected, e.errno());
    }

    @Test
    void shouldRefuseNamesThatAreTooLong() {
        factory().create(new ArenaSpec("x".repeat(121), "arena", ALIGNED, PAGES, 1 << 10)).close();
        final ArenaException e = assertThrows(ArenaException.class,
                () -> factory().create(new ArenaSpec("x".repeat(122), "arena", ALIGNED, PAGES, 1 << 10)));
        assertEquals(Errno.ENAMETOOLONG, e.errno());
        assertThrows(ArenaException.class,
                () -> factory().create(new ArenaSpec("x".repeat(1 << 20), "arena", ALIGNED, PAGES, 1 << 10)));
    }

    @Test
    void shouldAnswerWithEnospcAndChangeNothingWhenTheFileSystemIsFull(@TempDir final Path mountPoint)
            throws Exception {
        try (TmpfsMount mount = TmpfsMount.mount(mountPoint, "1m")) {
            Files.createDirectory(BrokerDirectory.arenas(mount.directory()));
            final var factory = new SharedArenaMemoryFactory(mount.directory(), EPOCH, FileAccess.OWNER, errors::add);
            try (ArenaMemory memory = factory.create(spec(ALIGNED, PAGES))) {
                memory.commit(0, 200);
                final ArenaException e = assertThrows(ArenaException.class, () -> memory.commit(200, 100));
                assertEquals(Errno.ENOSPC, e.errno());
                for (int page = 0; page < PAGES; page++) {
                    assertEquals(page < 200, isPresent(memory, ALIGNED, page), "page " + page);
                }
                memory.release(0, 100);
                memory.commit(200, 100);
                content(memory, ALIGNED, 299).fill((byte) 1);
            }
            assertThrows(ArenaException.class, () -> factory.create(spec(ALIGNED, 1 << 20)), "1 MiB of table");
            try (var left = Files.list(BrokerDirectory.arenas(mount.directory()))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void shouldSayThatTheFileWasCutShort() throws Exception {
        try (ArenaMemory memory = factory().create(spec(ALIGNED, PAGES));
                LinuxFile file = LinuxFile.open(pages())) {
            file.truncate(PAGE_SIZE);
            memory.commit(0, 1);
            final ArenaException e = assertThrows(ArenaException.class, () -> memory.commit(5, 3));
            assertEquals(Errno.EIO, e.errno());
            assertFalse(isPresent(memory, ALIGNED, 5));
        }
    }

    @Test
    void shouldReportWhatItDoesNotDelete() throws Exception {
        final Path foreign = pages().resolveSibling("foreign");
        final ArenaMemory memory = factory().create(spec(ALIGNED, PAGES));
        Files.createFile(foreign);
        memory.close();
        memory.close();
        assertEquals(1, errors.size());
        assertTrue(Files.exists(foreign));
        errors.clear();
        Files.delete(foreign);
        Files.delete(foreign.getParent());
    }
}
