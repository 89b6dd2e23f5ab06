package io.bpfarena.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms are those of proc(5) and of the kernel's Documentation/admin-guide/cgroup-v2.rst. */
class MachineMemoryTest {
    @ParameterizedTest
    @CsvSource({
        "1024, max,        1048576",
        "1024, 2097152,    1048576",
        "1024, 524288,     524288",
        "1024, '',         1048576",
        "1024, nonsense,   1048576",
        "1024, 9999999999999999999999, 1048576",
    })
    void shouldTakeTheSmallerOfMachineAndContainer(final long kilobytes, final String limit, final long bytes) {
        final String machine = "MemTotal:       %d kB\nMemFree:          512 kB\n".formatted(kilobytes);
        assertEquals(bytes, MachineMemory.smaller(machine, limit + "\n"));
    }

    @Test
    void shouldGuessWhereNothingIsSaid() {
        assertEquals(MachineMemory.UNKNOWN, MachineMemory.smaller("", ""));
        assertEquals(MachineMemory.UNKNOWN, MachineMemory.smaller("MemFree: 1 kB\n", ""));
    }

    @Test
    void shouldKnowThisMachine() throws Exception {
        assertTrue(Files.readString(Path.of("/proc/meminfo")).contains("MemTotal:"));
        assertTrue(MachineMemory.bytes() > 64 << 20, () -> MachineMemory.bytes() + " bytes");
    }
}
