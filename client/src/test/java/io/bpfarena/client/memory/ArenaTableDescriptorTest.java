package io.bpfarena.client.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArenaTableDescriptorTest {
    private static final long BASE = 0x3000_0000_5000L;

    private final ArenaTableHeader header = new ArenaTableHeader(
            3, "größe", BASE, 1000, ArenaTableDescriptor.FLAG_SEGV_ON_FAULT, 9, ArenaTableDescriptor.STATE_OPEN);

    @Test
    void shouldReadBackWhatWasWritten() throws ArenaFormatException {
        assertEquals(header, ArenaTableDescriptor.read(written(header)));
    }

    @Test
    void shouldStartWithTheMagicAsText() {
        final byte[] magic = new byte[8];
        written(header).getBytes(0, magic);
        assertEquals("BPFARENA", new String(magic, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldPlaceThePresenceByteOfPage0AtItsArenaPage() {
        assertEquals(4101, ArenaTableDescriptor.presenceOffset(BASE));
        assertEquals(8192, ArenaTableDescriptor.fileLength(BASE, 1));
        assertEquals(8192, ArenaTableDescriptor.fileLength(BASE, 4091));
        assertEquals(12288, ArenaTableDescriptor.fileLength(BASE, 4092));
        assertEquals(4096 + (1 << 20), ArenaTableDescriptor.fileLength(0x3000_0000_0000L, 1 << 20));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 5, magic 0x5 at offset 0",
        "8, 4, 2, version 0x2 at offset 8",
        "12, 4, 4095, header length 0xfff at offset 12",
        "36, 4, 16384, page length 0x4000 at offset 36",
        "40, 8, 4096, presence offset 0x1000 at offset 40",
        "24, 8, 52776558137344, presence offset 0x1005 at offset 40",
        "32, 4, 0, page count 0",
        "32, 4, -1, page count -1",
        "32, 4, 1048577, page count 1048577",
        "32, 4, 1048576, not cross a 4 GiB boundary",
    })
    void shouldNameTheFieldThatIsWrong(
            final int offset, final int width, final long value, final String expected) {
        final UnsafeBuffer buffer = written(header);
        if (width == 4) {
            buffer.putInt(offset, (int) value);
        } else {
            buffer.putLong(offset, value);
        }
        final ArenaFormatException e =
                assertThrows(ArenaFormatException.class, () -> ArenaTableDescriptor.read(buffer));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0x0", "0x300000000001", "0x800000000000", "0xfffffffffffff000", "0x3000fffff000"})
    void shouldRefuseABaseThatCannotBeMapped(final String base) {
        final ArenaTableHeader bad = new ArenaTableHeader(1, "a", Long.parseUnsignedLong(base.substring(2), 16), 2, 0,
                1, ArenaTableDescriptor.STATE_OPEN);
        assertThrows(ArenaFormatException.class, () -> ArenaTableDescriptor.read(written(bad)));
    }

    @Test
    void shouldRefuseAShortBuffer() {
        final ArenaFormatException e = assertThrows(ArenaFormatException.class,
                () -> ArenaTableDescriptor.read(new UnsafeBuffer(new byte[4095])));
        assertEquals("table is 4095 bytes, shorter than its header of 4096", e.getMessage());
    }

    @Test
    void shouldRefuseANameThatDoesNotFit() throws ArenaFormatException {
        assertThrows(IllegalArgumentException.class, () -> written(named("ä".repeat(64))));
        final ArenaTableHeader longest = named("a".repeat(127));
        assertEquals(longest, ArenaTableDescriptor.read(written(longest)));
    }

    private static ArenaTableHeader named(final String name) {
        return new ArenaTableHeader(1, name, BASE, 1, 0, 1, ArenaTableDescriptor.STATE_OPEN);
    }

    private static UnsafeBuffer written(final ArenaTableHeader header) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ArenaTableDescriptor.HEADER_LENGTH]);
        ArenaTableDescriptor.write(buffer, header);
        return buffer;
    }
}
