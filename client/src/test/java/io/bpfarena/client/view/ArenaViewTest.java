package io.bpfarena.client.view;

import static io.bpfarena.client.memory.ArenaFiles.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.memory.ArenaFiles;
import io.bpfarena.client.memory.SharedArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.bytes.PointerBytesStore;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArenaViewTest {
    private static final int PAGES = 8;

    @TempDir
    private Path directory;
    private ArenaFiles files;
    private SharedArena arena;
    private ArenaView view;

    @BeforeEach
    void map() {
        files = new ArenaFiles(directory, ArenaFiles.header(BASE, PAGES));
        arena = files.map();
        view = new ArenaView(arena);
    }

    @AfterEach
    void unmap() {
        arena.close();
        files.close();
    }

    @Test
    void shouldShowTheSameBytesInEveryKindOfView() {
        final long at = BASE + 4096 - 64;
        final MemorySegment segment = view.segment(at, 128);
        final UnsafeBuffer buffer = view.buffer(at, 128);
        final PointerBytesStore bytes = view.bytes(at, 128);
        final ArenaAccessor accessor = new ArenaAccessor(arena);
        assertEquals(List.of("0+2"), files.faults());

        segment.set(ValueLayout.JAVA_LONG, 64, 0x0102_0304_0506_0708L);
        buffer.putLong(72, BASE + 8);
        bytes.writeLong(80, -5);
        accessor.putLong(at + 88, 99);
        for (int i = 64; i < 96; i += 8) {
            final long expected = segment.get(ValueLayout.JAVA_LONG, i);
            assertEquals(expected, buffer.getLong(i));
            assertEquals(expected, bytes.readLong(i));
            assertEquals(expected, accessor.getLong(at + i));
        }
        assertEquals(List.of(0x0102_0304_0506_0708L, BASE + 8, -5L, 99L),
                List.of(bytes.readLong(64), bytes.readLong(72), buffer.getLong(80), buffer.getLong(88)));
        bytes.releaseLast();
        assertEquals(99, accessor.getLong(at + 88));
    }

    @Test
    void shouldHandOutTheUserAddress() {
        assertEquals(BASE + 4096, view.segment(BASE + 4096, 8).address());
        assertEquals(BASE + 4096, view.buffer(BASE + 4096, 8).addressOffset());
        assertEquals(BASE + 4096, view.bytes(BASE + 4096, 8).addressForRead(0));
        assertEquals(8, view.segment(BASE + 4096, 8).byteSize());
        assertEquals(8, view.buffer(BASE + 4096, 8).capacity());
        assertEquals(8, view.bytes(BASE + 4096, 8).realCapacity());
    }

    @Test
    void shouldNotFaultInForARawView() {
        view.rawSegment(BASE, arena.length());
        view.rawBuffer(BASE, (int) arena.length());
        view.rawBytes(BASE, arena.length());
        assertEquals(List.of(), files.faults());
    }

    @Test
    void shouldRefuseARangeOutsideTheArena() {
        final long end = BASE + arena.length();
        assertThrows(ArenaSegmentationFault.class, () -> view.segment(end - 7, 8));
        assertThrows(ArenaSegmentationFault.class, () -> view.rawSegment(end - 7, 8));
        assertThrows(ArenaSegmentationFault.class, () -> view.buffer(BASE - 1, 8));
        assertThrows(ArenaSegmentationFault.class, () -> view.rawBuffer(BASE, -1));
        assertThrows(ArenaSegmentationFault.class, () -> view.bytes(0, 8));
        assertThrows(ArenaSegmentationFault.class, () -> view.rawBytes(end, 1));
        assertEquals(List.of(), files.faults());
    }

    @Test
    void shouldHaveNothingThatCouldSendTelemetry() {
        view.bytes(BASE, 8);
        assertThrows(ClassNotFoundException.class, () -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
    }

    @Test
    void shouldBoundEachView() {
        final UnsafeBuffer buffer = view.buffer(BASE, 16);
        final MemorySegment segment = view.segment(BASE, 16);
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(9));
        assertThrows(IndexOutOfBoundsException.class, () -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, 9));
    }
}
