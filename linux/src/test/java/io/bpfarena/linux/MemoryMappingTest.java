package io.bpfarena.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryMappingTest {
    private static final long BASE = 0x3000_0000_0000L;
    private static final int PAGE = MemoryMapping.PAGE_SIZE;

    @TempDir
    private Path directory;

    @Test
    void shouldNameTheMappingThatTakesTheWantedAddress() {
        try (MemoryMapping first = MemoryMapping.anonymousAt(BASE, 4 * PAGE, Protection.READ_WRITE)) {
            final AddressInUseException e = assertThrows(AddressInUseException.class,
                    () -> MemoryMapping.anonymousAt(BASE + PAGE, PAGE, Protection.READ));
            assertEquals(first.address() + PAGE, e.address());
            assertTrue(e.getMessage().contains("300000000000-300000004000 rw-p"), e.getMessage());
        }
    }

    @Test
    void shouldShareAFileBetweenTwoMappings() {
        try (LinuxFile file = LinuxFile.create(directory.resolve("pages"), 0600)) {
            file.truncate(8 * PAGE);
            try (MemoryMapping fixed = MemoryMapping.sharedAt(BASE, 8 * PAGE, Protection.READ_WRITE, file);
                    MemoryMapping other = MemoryMapping.shared(8 * PAGE, Protection.READ, file)) {
                assertEquals(BASE, fixed.address());
                fixed.segment().set(ValueLayout.JAVA_LONG, 3 * PAGE, 42);
                assertEquals(42, other.segment().get(ValueLayout.JAVA_LONG, 3 * PAGE));
            }
        }
    }

    @Test
    void shouldOverlayPartOfAReservationWithAFile() {
        try (LinuxFile file = LinuxFile.create(directory.resolve("pages"), 0600);
                MemoryMapping view = MemoryMapping.anonymous(4 * PAGE, Protection.READ)) {
            file.truncate(PAGE);
            view.overlay(PAGE, PAGE, Protection.READ_WRITE, file, 0);
            view.segment().set(ValueLayout.JAVA_INT, PAGE + 8, 7);
            assertEquals(0, view.segment().get(ValueLayout.JAVA_INT, 8));
            assertEquals(7, view.segment().get(ValueLayout.JAVA_INT, PAGE + 8));
            assertThrows(IndexOutOfBoundsException.class,
                    () -> view.overlay(4 * PAGE, PAGE, Protection.READ, file, 0));
        }
    }

    @Test
    void shouldMapAFileInMemoryTwice() {
        try (MemoryMapping view = MemoryMapping.anonymous(2 * PAGE, Protection.NONE)) {
            try (LinuxFile file = LinuxFile.inMemory("ring")) {
                file.truncate(PAGE);
                view.overlay(0, PAGE, Protection.READ_WRITE, file, 0);
                view.overlay(PAGE, PAGE, Protection.READ_WRITE, file, 0);
            }
            view.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, PAGE - 4, -1);
            assertEquals(-1, view.segment().get(ValueLayout.JAVA_INT, 0), "what ran over the end is at the start");
        }
    }

    @Test
    void shouldZeroWhatWasDiscarded() {
        try (MemoryMapping view = MemoryMapping.anonymous(2 * PAGE, Protection.READ_WRITE)) {
            view.segment().set(ValueLayout.JAVA_INT, 0, 7);
            view.segment().set(ValueLayout.JAVA_INT, PAGE, 8);
            view.discard(0, PAGE);
            assertEquals(0, view.segment().get(ValueLayout.JAVA_INT, 0));
            assertEquals(8, view.segment().get(ValueLayout.JAVA_INT, PAGE));
        }
    }

    @Test
    void shouldOpenPartOfAReservation() {
        try (MemoryMapping view = MemoryMapping.anonymous(4 * PAGE, Protection.NONE)) {
            view.protect(PAGE, 2 * PAGE, Protection.READ_WRITE);
            view.segment().set(ValueLayout.JAVA_INT, PAGE, 7);
            assertEquals(7, view.segment().get(ValueLayout.JAVA_INT, PAGE));
            assertTrue(ProcessMaps.overlapping(view.address() + PAGE, PAGE).getFirst().permissions().startsWith("rw"));
            assertTrue(ProcessMaps.overlapping(view.address() + 3 * PAGE, PAGE).getFirst().permissions()
                    .startsWith("---"));
            assertThrows(IndexOutOfBoundsException.class, () -> view.protect(3 * PAGE, 2 * PAGE, Protection.READ));
        }
    }

    @Test
    void shouldAllocateAndPunchHolesInASparseFile() {
        try (LinuxFile file = LinuxFile.create(directory.resolve("pages"), 0600)) {
            file.truncate(16 * PAGE);
            assertEquals(-1, file.nextData(0));
            file.allocate(4 * PAGE, 2 * PAGE);
            try (MemoryMapping mapping = MemoryMapping.shared(16 * PAGE, Protection.READ_WRITE, file)) {
                mapping.segment().set(ValueLayout.JAVA_LONG, 4 * PAGE, 1);
                assertEquals(4 * PAGE, file.nextData(0));
                file.punchHole(4 * PAGE, PAGE);
                assertEquals(0, mapping.segment().get(ValueLayout.JAVA_LONG, 5 * PAGE));
            }
            assertEquals(16 * PAGE, file.length());
        }
    }

    @Test
    void shouldLockAFileForOneOpener() {
        final Path path = directory.resolve("lock");
        try (LinuxFile second = openAfterLocking(path)) {
            assertFalse(second.isLocked());
            assertTrue(second.tryLock());
        }
    }

    private static LinuxFile openAfterLocking(final Path path) {
        try (LinuxFile first = LinuxFile.create(path, 0600)) {
            assertTrue(first.tryLock());
            final LinuxFile second = LinuxFile.open(path);
            assertFalse(second.tryLock());
            assertTrue(second.isLocked());
            return second;
        }
    }

    @Test
    void shouldCarryErrnoAndArguments() {
        final Path missing = directory.resolve("missing");
        final SystemCallException e =
                assertThrows(SystemCallException.class, () -> LinuxFile.openReadOnly(missing));
        assertEquals(Errno.ENOENT, e.errno());
        assertEquals("open(" + missing + "): ENOENT (No such file or directory)", e.getMessage());
    }
}
