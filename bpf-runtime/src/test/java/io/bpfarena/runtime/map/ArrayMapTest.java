package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.MemoryRegion;
import org.junit.jupiter.api.Test;

class ArrayMapTest {
    private static BpfMap array(final int valueSize, final int entries, final int flags) {
        return ArrayMap.create("array", new MapAttributes(2, 4, valueSize, entries, flags, 0, 0),
                MapMemoryBudget.unlimited());
    }

    @Test
    void shouldLayValuesOutInStepsOfEightBytes() {
        try (BpfMap map = array(12, 3, 0); MapCells cells = new MapCells(map)) {
            final long first = cells.find(0);
            assertEquals(first + 16, cells.find(1));
            assertEquals(first + 32, cells.find(2));
            assertEquals(0, cells.find(3));
            assertEquals(0, cells.find(-1));
            final MemoryRegion region = map.regions().getFirst();
            assertEquals(new MemoryRegion("map array", first, 48, true), region);
        }
    }

    @Test
    void shouldStartWithZerosAndKeepWhatIsPut() {
        try (BpfMap map = array(8, 3, 0); MapCells cells = new MapCells(map)) {
            assertEquals(0, cells.get(1));
            assertEquals(0, cells.update(1, 42, MapFlags.ANY));
            assertEquals(0, cells.update(2, 43, MapFlags.EXIST));
            assertEquals(42, cells.get(1));
            assertEquals(43, cells.get(2));
        }
    }

    @Test
    void shouldAnswerAsTheKernelDoes() {
        try (BpfMap map = array(8, 3, 0); MapCells cells = new MapCells(map)) {
            assertEquals(-Errno.EEXIST.number(), cells.update(1, 1, MapFlags.NOEXIST));
            assertEquals(-Errno.E2BIG.number(), cells.update(3, 1, MapFlags.ANY));
            assertEquals(-Errno.E2BIG.number(), cells.update(-1, 1, MapFlags.NOEXIST));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, 3));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, MapFlags.LOCK));
            assertEquals(-Errno.EINVAL.number(), cells.update(1, 1, -1));
            assertEquals(-Errno.EINVAL.number(), cells.delete(1));
        }
    }

    @Test
    void shouldGoThroughAllKeys() {
        try (BpfMap map = array(8, 3, 0); MapCells cells = new MapCells(map)) {
            assertEquals(0, cells.next(null));
            assertEquals(1, cells.next(0L));
            assertEquals(2, cells.next(1L));
            assertEquals(-Errno.ENOENT.number(), cells.next(2L));
            assertEquals(0, cells.next(3L), "a key that is not there starts again");
            assertEquals(0, cells.next(-1L));
        }
    }

    @Test
    void shouldGiveTheAddressOfItsOnlyValue() {
        try (BpfMap map = array(20, 1, 0); MapCells cells = new MapCells(map)) {
            assertEquals(cells.find(0) + 19, map.directValueAddress(19));
            assertEquals(Errno.EINVAL, assertThrows(MapException.class, () -> map.directValueAddress(20)).errno());
            assertEquals(Errno.EINVAL, assertThrows(MapException.class, () -> map.directValueAddress(-1)).errno());
        }
        try (BpfMap map = array(20, 2, 0)) {
            assertEquals(Errno.EOPNOTSUPP, assertThrows(MapException.class, () -> map.directValueAddress(0)).errno());
        }
    }

    @Test
    void shouldLetProgramsOnlyReadWhatIsReadOnly() {
        try (BpfMap map = array(8, 1, MapFlags.RDONLY_PROG); BpfMap other = array(8, 1, MapFlags.MMAPABLE)) {
            assertFalse(map.regions().getFirst().writable());
            assertTrue(other.regions().getFirst().writable());
        }
    }
}
