package io.bpfarena.client.view;

import static io.bpfarena.client.memory.ArenaFiles.BASE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.fault.ArenaSegmentationFault;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.fault.MisalignedAccessException;
import io.bpfarena.client.memory.ArenaFiles;
import io.bpfarena.client.memory.SharedArena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArenaAccessorTest {
    private static final int PAGES = 16;

    @TempDir
    private Path directory;
    private ArenaFiles files;
    private SharedArena arena;
    private ArenaAccessor memory;

    @BeforeEach
    void map() {
        files = new ArenaFiles(directory, ArenaFiles.header(BASE, PAGES));
        arena = files.map();
        memory = new ArenaAccessor(arena);
    }

    @AfterEach
    void unmap() {
        arena.close();
        files.close();
    }

    private record Access(String name, int size, boolean atomic, BiConsumer<ArenaAccessor, Long> action) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Access> accesses() {
        return Stream.of(
                new Access("getByte", 1, false, ArenaAccessor::getByte),
                new Access("getShort", 2, false, ArenaAccessor::getShort),
                new Access("getInt", 4, false, ArenaAccessor::getInt),
                new Access("getLong", 8, false, ArenaAccessor::getLong),
                new Access("putByte", 1, false, (m, a) -> m.putByte(a, (byte) 1)),
                new Access("putShort", 2, false, (m, a) -> m.putShort(a, (short) 1)),
                new Access("putInt", 4, false, (m, a) -> m.putInt(a, 1)),
                new Access("putLong", 8, false, (m, a) -> m.putLong(a, 1)),
                new Access("getByteAcquire", 1, true, ArenaAccessor::getByteAcquire),
                new Access("getShortAcquire", 2, true, ArenaAccessor::getShortAcquire),
                new Access("getIntAcquire", 4, true, ArenaAccessor::getIntAcquire),
                new Access("getLongAcquire", 8, true, ArenaAccessor::getLongAcquire),
                new Access("putByteRelease", 1, true, (m, a) -> m.putByteRelease(a, (byte) 1)),
                new Access("putShortRelease", 2, true, (m, a) -> m.putShortRelease(a, (short) 1)),
                new Access("putIntRelease", 4, true, (m, a) -> m.putIntRelease(a, 1)),
                new Access("putLongRelease", 8, true, (m, a) -> m.putLongRelease(a, 1)),
                new Access("getIntVolatile", 4, true, ArenaAccessor::getIntVolatile),
                new Access("getLongVolatile", 8, true, ArenaAccessor::getLongVolatile),
                new Access("putIntVolatile", 4, true, (m, a) -> m.putIntVolatile(a, 1)),
                new Access("putLongVolatile", 8, true, (m, a) -> m.putLongVolatile(a, 1)),
                new Access("compareAndSetInt", 4, true, (m, a) -> m.compareAndSetInt(a, 0, 1)),
                new Access("compareAndSetLong", 8, true, (m, a) -> m.compareAndSetLong(a, 0, 1)),
                new Access("compareAndExchangeInt", 4, true, (m, a) -> m.compareAndExchangeInt(a, 0, 1)),
                new Access("compareAndExchangeLong", 8, true, (m, a) -> m.compareAndExchangeLong(a, 0, 1)),
                new Access("getAndSetInt", 4, true, (m, a) -> m.getAndSetInt(a, 1)),
                new Access("getAndSetLong", 8, true, (m, a) -> m.getAndSetLong(a, 1)),
                new Access("getAndAddInt", 4, true, (m, a) -> m.getAndAddInt(a, 1)),
                new Access("getAndAddLong", 8, true, (m, a) -> m.getAndAddLong(a, 1)));
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void shouldFaultInThePageItTouches(final Access access) {
        access.action.accept(memory, BASE + 3 * 4096);
        access.action.accept(memory, BASE + 4 * 4096 - access.size);
        assertEquals(List.of("3+1"), files.faults());
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void shouldRefuseAnAddressOutsideTheArena(final Access access) {
        final long end = BASE + PAGES * 4096;
        for (final long address : new long[] {
            0, BASE - access.size, end, end + (1L << 32), -8, Long.MIN_VALUE, Long.MIN_VALUE + BASE}) {
            final ArenaSegmentationFault e = assertThrows(ArenaSegmentationFault.class,
                    () -> access.action.accept(memory, address));
            assertEquals(address, e.address());
        }
        assertEquals(List.of(), files.faults());
        access.action.accept(memory, end - access.size);
        assertEquals(List.of("15+1"), files.faults());
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void shouldThrowASegmentationFaultWherePagesAreNotAllocatedOnTouch(final Access access) {
        arena.close();
        arena = files.map((_, _) -> FaultResolution.SEGV);
        files.setPresent(1, true);
        memory = new ArenaAccessor(arena);
        assertEquals(BASE + 16, assertThrows(ArenaSegmentationFault.class,
                () -> access.action.accept(memory, BASE + 16)).address());
        access.action.accept(memory, BASE + 4096);
    }

    @ParameterizedTest
    @MethodSource("accesses")
    void shouldNeedBothPagesOrAlignment(final Access access) {
        if (access.size == 1) {
            return;
        }
        final long crossing = BASE + 2 * 4096 - 1;
        if (access.atomic) {
            final MisalignedAccessException e = assertThrows(MisalignedAccessException.class,
                    () -> access.action.accept(memory, crossing));
            assertEquals(crossing, e.address());
            assertEquals(List.of(), files.faults());
        } else {
            files.setPresent(1, true);
            access.action.accept(memory, crossing);
            assertEquals(List.of("2+1"), files.faults());
            assertThrows(ArenaSegmentationFault.class,
                    () -> access.action.accept(memory, BASE + PAGES * 4096 - 1));
        }
    }

    @Test
    void shouldNameTheFirstAddressOnTheAbsentPageOfACrossingAccess() {
        arena.close();
        arena = files.map((_, _) -> FaultResolution.SEGV);
        files.setPresent(1, true);
        memory = new ArenaAccessor(arena);
        assertEquals(BASE + 2 * 4096, assertThrows(ArenaSegmentationFault.class,
                () -> memory.getLong(BASE + 2 * 4096 - 4)).address());
    }

    @Test
    void shouldReadWhatWasWrittenAtEveryOffset() {
        for (int i = 0; i < 32; i++) {
            final long at = BASE + 4096 - 16 + i;
            memory.putLong(at, 0x8182_8384_8586_8788L + i);
            assertEquals(0x8182_8384_8586_8788L + i, memory.getLong(at));
            assertEquals((byte) (0x88 + i), memory.getByte(at));
            assertEquals((short) (0x8788 + i), memory.getShort(at));
            assertEquals(0x8586_8788 + i, memory.getInt(at));
            memory.putInt(at, -i);
            memory.putShort(at + 4, (short) -i);
            memory.putByte(at + 6, (byte) -i);
            assertEquals(-i, memory.getInt(at));
            assertEquals((short) -i, memory.getShort(at + 4));
            assertEquals((byte) -i, memory.getByte(at + 6));
            assertEquals((byte) 0x81, memory.getByte(at + 7));
        }
    }

    @Test
    void shouldWriteLittleEndianIntoTheFile() throws Exception {
        memory.putLong(BASE + 2 * 4096 + 8, BASE + 0x18);
        try (FileChannel file = FileChannel.open(files.pages(), StandardOpenOption.READ)) {
            final ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(8, file.read(bytes, 2 * 4096 + 8));
            assertEquals(BASE + 0x18, bytes.getLong(0));
        }
    }

    @Test
    void shouldDoAtomicsAsTheirNamesSay() {
        assertTrue(memory.compareAndSetLong(BASE, 0, 5));
        assertFalse(memory.compareAndSetLong(BASE, 0, 6));
        assertEquals(5, memory.compareAndExchangeLong(BASE, 5, 7));
        assertEquals(7, memory.compareAndExchangeLong(BASE, 5, 8));
        assertEquals(7, memory.getAndSetLong(BASE, -1));
        assertEquals(-1, memory.getAndAddLong(BASE, 3));
        assertEquals(2, memory.getLongVolatile(BASE));
        assertTrue(memory.compareAndSetInt(BASE + 8, 0, 5));
        assertFalse(memory.compareAndSetInt(BASE + 8, 0, 6));
        assertEquals(5, memory.compareAndExchangeInt(BASE + 8, 5, 7));
        assertEquals(7, memory.getAndSetInt(BASE + 8, -1));
        assertEquals(-1, memory.getAndAddInt(BASE + 8, 3));
        assertEquals(2, memory.getIntAcquire(BASE + 8));
        assertEquals(0, memory.getInt(BASE + 12));
        memory.putByteRelease(BASE + 16, (byte) -2);
        memory.putShortRelease(BASE + 18, (short) -3);
        assertEquals(-2, memory.getByteAcquire(BASE + 16));
        assertEquals(-3, memory.getShortAcquire(BASE + 18));
    }

    @Test
    void shouldCountEveryAdditionOfSeveralThreads() throws Exception {
        final int threads = 4;
        final int rounds = 20_000;
        final Callable<Void> adding = () -> {
            for (int i = 0; i < rounds; i++) {
                memory.getAndAddLong(BASE + 64, 1);
                memory.getAndAddInt(BASE + 72, 1);
            }
            return null;
        };
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (final Future<Void> done : executor.invokeAll(
                    IntStream.range(0, threads).mapToObj(_ -> adding).toList())) {
                done.get();
            }
        }
        assertEquals((long) threads * rounds, memory.getLong(BASE + 64));
        assertEquals(threads * rounds, memory.getInt(BASE + 72));
    }

    @Test
    void shouldCopyBytesAcrossPages() {
        final byte[] bytes = new byte[10_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        memory.putBytes(BASE + 100, bytes);
        final byte[] copy = new byte[bytes.length];
        memory.getBytes(BASE + 100, copy);
        assertArrayEquals(bytes, copy);
        assertEquals(List.of("0+3"), files.faults());
        assertThrows(ArenaSegmentationFault.class, () -> memory.putBytes(BASE + PAGES * 4096 - 9_999, bytes));
    }

    @Test
    void shouldFaultInPagesAhead() {
        memory.faultIn(BASE + 2 * 4096 + 100, 3);
        assertEquals(List.of("2+3"), files.faults());
        memory.faultIn(BASE, 0);
        assertThrows(ArenaSegmentationFault.class, () -> memory.faultIn(BASE, PAGES + 1));
        assertThrows(ArenaSegmentationFault.class, () -> memory.faultIn(BASE, -1));
        assertEquals(1, files.faults().size());
    }

    @Test
    void shouldFaultAgainOnAPageThatWasFreed() {
        memory.putLong(BASE, 1);
        files.setPresent(0, false);
        memory.putLong(BASE, 2);
        assertEquals(List.of("0+1", "0+1"), files.faults());
        assertEquals(2, arena.faultStatistics().answered());
    }
}
