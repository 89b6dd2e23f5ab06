package io.bpfarena.client.memory;

import static io.bpfarena.client.memory.ArenaFiles.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.fault.ArenaFullException;
import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.fault.FaultHandler;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.fault.PageWithheldException;
import io.bpfarena.linux.AddressInUseException;
import io.bpfarena.linux.Errno;
import io.bpfarena.linux.LinuxFile;
import io.bpfarena.linux.MemoryMapping;
import io.bpfarena.linux.ProcessMaps;
import io.bpfarena.linux.Protection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedArenaTest {
    private static final int PAGES = 16;

    @TempDir
    private Path directory;
    private ArenaFiles files;

    @BeforeEach
    void makeFiles() {
        files = new ArenaFiles(directory, ArenaFiles.header(BASE, PAGES));
    }

    @AfterEach
    void closeFiles() {
        files.close();
        assertEquals(List.of(), ProcessMaps.overlapping(BASE, PAGES * 4096L));
    }

    @Test
    void shouldMapAtTheBaseAddress() {
        try (SharedArena arena = files.map()) {
            final List<ProcessMaps.Entry> mapped = ProcessMaps.overlapping(BASE, 1);
            assertEquals(1, mapped.size());
            assertEquals(BASE, mapped.getFirst().start());
            assertEquals(BASE + arena.length(), mapped.getFirst().end());
            assertEquals("rw-s", mapped.getFirst().permissions());
            assertEquals(files.pages().toString(), mapped.getFirst().name());
            assertEquals("r--s", ProcessMaps.overlapping(arena.presenceAddress(), 1).getFirst().permissions());
            assertEquals(List.of("demo", BASE, PAGES, 1 << 10, 9L), List.of(
                    arena.name(), arena.baseAddress(), arena.pageCount(), arena.flags(), arena.epoch()));
        }
    }

    @Test
    void shouldNameTheMappingInItsPlace() {
        try (MemoryMapping _ = MemoryMapping.anonymousAt(BASE + 4096, 4096, Protection.READ)) {
            final ArenaMappingException e = assertThrows(ArenaMappingException.class, () -> files.map());
            assertInstanceOf(AddressInUseException.class, e.getCause());
            assertTrue(e.getMessage().contains("300000001000-300000002000 r--p (anonymous)"), e.getMessage());
        }
    }

    @Test
    void shouldRefuseToMapTheSameArenaTwice() {
        try (SharedArena arena = files.map()) {
            final ArenaMappingException e = assertThrows(ArenaMappingException.class, () -> files.map());
            assertTrue(e.getMessage().contains(files.pages().toString()), e.getMessage());
            arena.ensurePresent(BASE, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"pages, 65535, 'pages is 65535 bytes, expected at least 65536'",
        "pages, 0, 'pages is 0 bytes'", "table, 8191, 'table is 8191 bytes, expected at least 8192'",
        "table, 0, 'table is 0 bytes'"})
    void shouldRefuseAShortFile(final String name, final long length, final String expected) {
        final Path path = directory.resolve(name);
        try (LinuxFile file = LinuxFile.open(path)) {
            file.truncate(length);
        }
        final ArenaMappingException e = assertThrows(ArenaMappingException.class, () -> files.map());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void shouldRefuseAMissingFileAndASymbolicLink() throws Exception {
        Files.move(files.pages(), directory.resolve("elsewhere"));
        assertTrue(assertThrows(ArenaMappingException.class, () -> files.map()).getMessage().contains("ENOENT"));
        Files.createSymbolicLink(files.pages(), directory.resolve("elsewhere"));
        assertTrue(assertThrows(ArenaMappingException.class, () -> files.map()).getMessage().contains("ELOOP"));
    }

    @ParameterizedTest
    @CsvSource({"16, 4", "20, 0", "24, 52776558198784", "48, 10", "56, 2", "64, 120"})
    void shouldRefuseATableThatSaysSomethingElseThanTheBroker(final int offset, final long value) {
        if (offset == ArenaTableDescriptor.BASE_ADDRESS_OFFSET || offset == ArenaTableDescriptor.EPOCH_OFFSET) {
            files.buffer().putLong(offset, value);
        } else {
            files.buffer().putInt(offset, (int) value);
        }
        final ArenaMappingException e = assertThrows(ArenaMappingException.class, () -> files.map());
        assertInstanceOf(ArenaFormatException.class, e.getCause());
        assertTrue(e.getMessage().contains(files.table().toString()), e.getMessage());
    }

    @Test
    void shouldAskForRunsOfAbsentPagesOnly() {
        files.setPresent(2, true);
        files.setPresent(5, true);
        try (SharedArena arena = files.map()) {
            arena.ensurePresent(BASE + 4095, 7 * 4096);
            assertEquals(List.of("0+2", "3+2", "6+2"), files.faults());
            arena.ensurePresent(BASE, 8 * 4096);
            assertEquals(3, files.faults().size());
            assertEquals(3, arena.faultStatistics().count(FaultResolution.ALLOCATED));
            assertTrue(arena.isPresent(7));
            assertFalse(arena.isPresent(8));
        }
    }

    @Test
    void shouldAskAgainForWhatWasNotResolvedAtOnce() {
        try (SharedArena arena = files.map(files.allocating(3))) {
            arena.ensurePresent(BASE, 7 * 4096);
            assertEquals(List.of("0+7", "3+4", "6+1"), files.faults());
        }
    }

    @Test
    void shouldAskForNothingWhenTheLengthIs0() {
        try (SharedArena arena = files.map()) {
            arena.ensurePresent(BASE, 0);
            arena.ensurePresent(BASE + arena.length(), 0);
            assertEquals(List.of(), files.faults());
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "65536, 1", "65535, 2", "0, 65537", "0, -1", "0, 9223372036854775807",
        "-52776558133248, 1", "9223372036854775807, 1", "-9223372036854775808, 8", "4294967296, 4"})
    void shouldRefuseARangeOutsideTheArena(final long offset, final long length) {
        try (SharedArena arena = files.map()) {
            assertFalse(arena.contains(BASE + offset, length));
            final ArenaSegmentationFault e = assertThrows(ArenaSegmentationFault.class,
                    () -> arena.ensurePresent(BASE + offset, length));
            assertEquals(BASE + offset, e.address());
            assertEquals(List.of(), files.faults());
        }
    }

    @Test
    void shouldThrowASegmentationFaultAtTheAddressTouched() {
        try (SharedArena arena = files.map((_, _) -> FaultResolution.SEGV)) {
            final ArenaSegmentationFault e = assertThrows(ArenaSegmentationFault.class,
                    () -> arena.ensurePresent(BASE + 7 * 4096 + 24, 8));
            assertEquals(BASE + 7 * 4096 + 24, e.address());
            assertEquals("demo", e.arenaName());
            assertTrue(e.getMessage().contains("page 7 of arena demo"), e.getMessage());
            assertEquals(1, arena.faultStatistics().count(FaultResolution.SEGV));
        }
    }

    @Test
    void shouldPassOnWhatTheHandlerThrowsAndCountIt() {
        final ArenaFullException full = new ArenaFullException("demo", BASE, Errno.ENOSPC, "tmpfs is full", null);
        final FaultHandler handler = (_, _) -> {
            throw full;
        };
        try (SharedArena arena = files.map(handler)) {
            assertSame(full, assertThrows(ArenaFullException.class, () -> arena.ensurePresent(BASE, 1)));
            assertEquals(1, arena.faultStatistics().failures());
            assertEquals(0, arena.faultStatistics().answered());
        }
    }

    @Test
    void shouldGiveUpOnAPageThatIsNeverThere() {
        final AtomicInteger faults = new AtomicInteger();
        final FaultHandler handler = (_, _) -> {
            faults.incrementAndGet();
            return FaultResolution.ALLOCATED;
        };
        try (SharedArena arena = files.map(handler)) {
            assertThrows(PageWithheldException.class, () -> arena.ensurePresent(BASE, 1));
            assertEquals(SharedArena.MAX_FAULTS_WITHOUT_PROGRESS, faults.get());
        }
    }

    @Test
    void shouldUnmapOnceAndSaySo() {
        final AtomicInteger closes = new AtomicInteger();
        final SharedArena arena = SharedArena.map(files.table(), files.pages(), files.header(),
                files.allocating(1), closes::incrementAndGet);
        final long table = arena.presenceAddress();
        arena.close();
        arena.close();
        assertTrue(arena.isClosed());
        assertEquals(1, closes.get());
        assertFalse(ProcessMaps.overlapping(table, 1).stream()
                .anyMatch(entry -> entry.name().equals(files.table().toString())));
    }

    @Test
    void shouldMapSeveralArenasAtOnce() throws Exception {
        final Path other = Files.createDirectory(directory.resolve("other"));
        try (ArenaFiles second = new ArenaFiles(other, ArenaFiles.header(BASE + (1L << 32) + 0x5000, 3));
                SharedArena one = files.map();
                SharedArena two = second.map()) {
            one.ensurePresent(BASE, 1);
            two.ensurePresent(two.baseAddress() + 2 * 4096, 1);
            assertEquals(List.of("0+1"), files.faults());
            assertEquals(List.of("2+1"), second.faults());
            assertTrue(two.isPresent(2));
            assertFalse(two.isPresent(0));
        }
    }

    @Test
    void shouldRefuseAPageThatIsNotThere() {
        try (SharedArena arena = files.map()) {
            assertThrows(IndexOutOfBoundsException.class, () -> arena.isPresent(PAGES));
            assertThrows(IndexOutOfBoundsException.class, () -> arena.isPresent(-1));
        }
    }
}
