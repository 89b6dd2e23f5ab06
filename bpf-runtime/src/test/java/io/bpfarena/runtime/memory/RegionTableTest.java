package io.bpfarena.runtime.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionTableTest {
    private static final long BASE = 0x7F00_0000_0000L;
    private static final MemoryRegion LOW = new MemoryRegion("low", BASE, 16, true);
    private static final MemoryRegion MIDDLE = new MemoryRegion("middle", BASE + 16, 8, true);
    private static final MemoryRegion HIGH = new MemoryRegion("high", BASE + 0x1000, 1, false);

    private final RegionTable table = new RegionTable(
            List.of(HIGH, LOW, new MemoryRegion("empty", BASE + 0x800, 0, true), MIDDLE));

    @Test
    void shouldFindTheRegionThatHoldsAnAccessWholly() {
        assertEquals(LOW, table.find(BASE, 16));
        assertEquals(LOW, table.find(BASE + 15, 1));
        assertEquals(MIDDLE, table.find(BASE + 16, 8));
        assertEquals(HIGH, table.find(BASE + 0x1000, 1));
    }

    @Test
    void shouldFindNothingForAnAccessThatGoesOverAnEnd() {
        assertNull(table.find(BASE - 1, 2));
        assertNull(table.find(BASE + 15, 2));
        assertNull(table.find(BASE + 24, 1));
        assertNull(table.find(BASE + 0x800, 1));
        assertNull(table.find(BASE, Long.MAX_VALUE));
        assertNull(table.find(-1, 8));
        assertNull(table.find(Long.MAX_VALUE, 8));
        assertNull(new RegionTable(List.of()).find(BASE, 1));
    }

    @Test
    void shouldNameTheNearestRegion() {
        assertEquals(Optional.of(LOW), table.nearest(BASE - 100, 100));
        assertEquals(Optional.empty(), table.nearest(BASE - 100, 99));
        assertEquals(Optional.of(MIDDLE), table.nearest(BASE + 24, 0));
        assertEquals(Optional.of(MIDDLE), table.nearest(BASE + 0x100, 0x1000));
        assertEquals(Optional.of(HIGH), table.nearest(BASE + 0xF00, 0x1000));
        assertEquals(Optional.empty(), table.nearest(-1, 0x1000));
        assertEquals(Optional.empty(), table.nearest(0, 0x1000));
        assertEquals(Optional.empty(), new RegionTable(List.of()).nearest(BASE, Long.MAX_VALUE - 1));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0x1ffffffff, 1", "4294967296, 16", "-4096, 8", "0x7ffffffffffffff8, 8", "0x7f0000000000, -1"})
    void shouldRefuseARegionWhereArenaAddressesAre(final String address, final long length) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new MemoryRegion("heap", Long.decode(address), length, true));
        assertTrue(e.getMessage().startsWith("heap: native memory of a program must lie at 0x200000000 or above"),
                e.getMessage());
    }

    @Test
    void shouldAllowAnEmptyRegionAnywhere() {
        final MemoryRegion nothing = new MemoryRegion("context", 0, 0, true);
        assertTrue(nothing.contains(0, 0));
        assertFalse(nothing.contains(0, 1));
    }
}
