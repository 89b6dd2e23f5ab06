package io.bpfarena.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.TestObjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ElfReaderTest {
    private static final List<String> NAMES = TestObjects.NAMES;

    @Test
    void shouldReadSectionsSymbolsAndRelocations() throws Exception {
        final ElfObject object = ElfObject.read(TestObjects.bytes("calls"));
        final ElfSection code = object.section("syscall").orElseThrow();
        assertTrue(code.isExecutable());
        assertEquals(code, object.section(code.index()).orElseThrow());
        final ElfRelocation first = object.relocations(code).getFirst();
        assertEquals(ElfRelocation.R_BPF_64_32, first.type());
        assertEquals(0x20, first.offset());
        final ElfSymbol direct = object.symbols().stream()
                .filter(symbol -> symbol.name().equals("direct")).findFirst().orElseThrow();
        assertEquals(ElfSymbol.STT_FUNC, direct.type());
        assertEquals(ElfSymbol.STB_GLOBAL, direct.binding());
        assertEquals(0x18, direct.value());
        assertEquals(24, direct.size());
        assertEquals(code.index(), direct.section());
        final ElfSection zeros = object.section(".bss").orElseThrow();
        assertEquals(8, zeros.size());
        assertEquals(0, zeros.data().limit());
    }

    @Test
    void shouldKeepACopyThatNobodyCanChange() throws Exception {
        final byte[] bytes = TestObjects.bytes("calls");
        final ElfSection code = ElfObject.read(bytes).section("syscall").orElseThrow();
        final long before = code.data().getLong(0);
        Arrays.fill(bytes, (byte) 0);
        assertEquals(before, code.data().getLong(0));
        assertThrows(ReadOnlyBufferException.class, () -> code.data().put(0, (byte) 0));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldRefuseEveryPrefixOfAnObject(final String name) {
        final byte[] whole = TestObjects.bytes(name);
        for (int length = 0; length < whole.length; length++) {
            final byte[] prefix = Arrays.copyOf(whole, length);
            final ObjectFormatException e =
                    assertThrows(ObjectFormatException.class, () -> ElfObject.read(prefix), "length " + length);
            assertEquals("ELF header", e.section());
        }
    }

    /** offset, bytes, value, section blamed, part of the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "  0 | 4 | 0x464c4580         | ELF header | expected magic number",
        "  4 | 1 | 1                  | ELF header | expected class, 2 (64 bit): found 0x1",
        "  5 | 1 | 2                  | ELF header | expected data encoding, 1 (little endian): found 0x2",
        " 16 | 2 | 2                  | ELF header | expected type, 1 (relocatable): found 0x2",
        " 18 | 2 | 62                 | ELF header | expected machine, 247 (BPF): found 0x3e",
        " 20 | 4 | 2                  | ELF header | expected version, 1",
        " 40 | 8 | 0x7fffffffffffffff | ELF header | section headers at 0x7fffffffffffffff are not within the file",
        " 40 | 8 | 0x8000000000000000 | ELF header | are not within the file",
        " 58 | 2 | 63                 | ELF header | expected size of a section header",
        " 60 | 2 | 0                  | ELF header | number of sections must be 1 to 8192: 0",
        " 60 | 2 | 0xffff             | ELF header | number of sections must be 1 to 8192: 65535",
        " 62 | 2 | 0                  | ELF header | names of sections in section 0",
        " 62 | 2 | 999                | ELF header | names of sections in section 999",
    })
    void shouldSayWhatIsWrongWithTheHeader(
            final int offset, final int size, final String value, final String section, final String message) {
        final byte[] bytes = TestObjects.bytes("calls");
        put(bytes, offset, size, Long.parseUnsignedLong(value.replace("0x", ""), value.startsWith("0x") ? 16 : 10));
        final ObjectFormatException e = assertThrows(ObjectFormatException.class, () -> ElfObject.read(bytes));
        assertEquals(section, e.section());
        assertEquals(offset, e.offset().orElseThrow());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    /** section, offset within its header, bytes, value, part of the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "syscall     |  0 | 4 | 0xfffffff0         | name at 4294967280 is not within the string table",
        "syscall     | 24 | 8 | 0x7fffffffffffffff | are not within the file",
        "syscall     | 24 | 8 | 0xfffffffffffffff8 | are not within the file",
        "syscall     | 32 | 8 | 0x7fffffffffffffff | are not within the file",
        "syscall     | 32 | 8 | 0x8000000000000000 | are not within the file",
        "syscall     | 40 | 4 | 0xffffffff         | link to section 4294967295",
        ".bss        | 32 | 8 | 0x80000000         | size must be at most 2147483647: size=2147483648",
        ".symtab     | 56 | 8 | 0                  | entry size 0, but a record has 24 bytes",
        ".symtab     | 56 | 8 | 1                  | entry size 1, but a record has 24 bytes",
        ".symtab     | 32 | 8 | 25                 | size 25, entry size 24",
        ".symtab     | 40 | 4 | 2                  | section 2 is not a string table",
        ".relsyscall | 44 | 4 | 0                  | relocates section 0",
        ".relsyscall | 44 | 4 | 9999               | relocates section 9999",
        ".relsyscall | 40 | 4 | 3                  | refers to section 3, which is not the symbol table",
    })
    void shouldSayWhatIsWrongWithASection(
            final String section, final int offset, final int size, final String value, final String message)
            throws Exception {
        final byte[] bytes = TestObjects.bytes("calls");
        final ElfSection found = ElfObject.read(bytes).section(section).orElseThrow();
        final long headers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
        put(bytes, (int) headers + 64 * found.index() + offset, size,
                Long.parseUnsignedLong(value.replace("0x", ""), value.startsWith("0x") ? 16 : 10));
        final ObjectFormatException e = assertThrows(ObjectFormatException.class, () -> ElfObject.read(bytes));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void shouldRefuseObjectsThatAreTooLarge() {
        final byte[] large = Arrays.copyOf(TestObjects.bytes("calls"), (8 << 20) + 1);
        final ObjectFormatException e = assertThrows(ObjectFormatException.class, () -> ElfObject.read(large));
        assertTrue(e.getMessage().contains("at most 8388608 bytes: size=8388609"), e.getMessage());
    }

    @Test
    void shouldRefuseRelocationsThatReferToNothing() throws Exception {
        final byte[] bytes = TestObjects.bytes("calls");
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final ElfSection table = ElfObject.read(bytes).section(".relsyscall").orElseThrow();
        final int at = (int) file.getLong((int) file.getLong(40) + 64 * table.index() + 24);
        final byte[] symbol = bytes.clone();
        put(symbol, at + 12, 4, 0x7fffffff);
        assertTrue(assertThrows(ObjectFormatException.class, () -> ElfObject.read(symbol)).getMessage()
                .contains("symbol 2147483647, but there are"));
        final byte[] offset = bytes.clone();
        put(offset, at, 8, 0xffff_ffff_ffff_fff8L);
        assertTrue(assertThrows(ObjectFormatException.class, () -> ElfObject.read(offset)).getMessage()
                .contains("offset 18446744073709551608 is not within section syscall"));
    }

    private static void put(final byte[] bytes, final int offset, final int size, final long value) {
        for (int i = 0; i < size; i++) {
            bytes[offset + i] = (byte) (value >>> 8 * i);
        }
    }
}
