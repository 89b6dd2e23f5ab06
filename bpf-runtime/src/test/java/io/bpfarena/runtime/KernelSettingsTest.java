package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an object declares with __kconfig has the value that libbpf gives it, and its errors are libbpf's. */
class KernelSettingsTest {
    private static final int KERNEL_7_3 = 0x70300;

    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '%', value = {
        "CONFIG_BOOL=y                                        | 1 0 1 0 0 0 0 0 0 0 0 0 0 0 0",
        "CONFIG_BOOL=n;CONFIG_TRISTATE=m                      | 1 0 0 2 0 0 0 0 0 0 0 0 0 0 0",
        "CONFIG_TRISTATE=y;CONFIG_CHAR=n                      | 1 0 0 1 110 0 0 0 0 0 0 0 0 0 0",
        "CONFIG_INT=-7;CONFIG_SHORT=0x1234;CONFIG_LONG=0777   | 1 0 0 0 0 -7 4660 511 0 0 0 0 0 0 0",
        "CONFIG_INT=-2147483648;CONFIG_SHORT=65535            | 1 0 0 0 0 -2147483648 65535 0 0 0 0 0 0 0 0",
        "CONFIG_LONG=18446744073709551615;CONFIG_CHAR=65      | 1 0 0 0 65 0 0 -1 0 0 0 0 0 0 0",
        "CONFIG_TEXT=\"hello\"                                | 1 0 0 0 0 0 0 0 104 101 108 108 111 0 0",
        "CONFIG_TEXT=\"longer than that\"                     | 1 0 0 0 0 0 0 0 108 111 110 103 101 114 32",
        "CONFIG_TEXT=\"\"                                     | 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "CONFIG_INT=1;CONFIG_INT=2                            | 1 0 0 0 0 1 0 0 0 0 0 0 0 0 0",
        "CONFIG_OTHER=x;# CONFIG_INT=1;nonsense;CONFIG_INT= 3 | 1 0 0 0 0 3 0 0 0 0 0 0 0 0 0",
        "LINUX_HAS_BPF_COOKIE=0                               | 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
    })
    void shouldTakeSettingsFromTheConfiguration(final String lines, final String expected) throws Exception {
        final LoadedObject loaded = runtime.load(object().kconfig(lines.replace(';', '\n')));
        loaded.program("settings").orElseThrow().run(new byte[0]);
        assertEquals(KERNEL_7_3 + " " + expected, results(loaded));
    }

    @Test
    void shouldLeaveWeakSettingsZeroWithoutConfiguration() throws Exception {
        final LoadedObject loaded = runtime.load(object());
        loaded.program("settings").orElseThrow().run(new byte[0]);
        assertEquals(KERNEL_7_3 + " 1" + " 0".repeat(14), results(loaded));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '%', value = {
        "CONFIG_BOOL=m                    | extern (kcfg) 'CONFIG_BOOL': value 'm' implies tristate or char type",
        "CONFIG_BOOL=1                    | extern (kcfg) 'CONFIG_BOOL': value '1' implies integer type",
        "CONFIG_TRISTATE=1                | extern (kcfg) 'CONFIG_TRISTATE': value '1' implies integer type",
        "CONFIG_INT=y                     | extern (kcfg) 'CONFIG_INT': value 'y' implies bool, tristate, or char type",
        "CONFIG_INT=2147483648            | extern (kcfg) 'CONFIG_INT': value '2147483648' doesn't fit in 4 bytes",
        "CONFIG_SHORT=65536               | extern (kcfg) 'CONFIG_SHORT': value '65536' doesn't fit in 2 bytes",
        "CONFIG_SHORT=-1   | extern (kcfg) 'CONFIG_SHORT': value '18446744073709551615' doesn't fit in 2 bytes",
        "CONFIG_CHAR=128                  | extern (kcfg) 'CONFIG_CHAR': value '128' doesn't fit in 1 bytes",
        "CONFIG_INT=12x                   | extern (kcfg) 'CONFIG_INT': value '12x' isn't a valid integer",
        "CONFIG_INT=08                    | extern (kcfg) 'CONFIG_INT': value '08' isn't a valid integer",
        "CONFIG_INT=0x                    | extern (kcfg) 'CONFIG_INT': value '0x' isn't a valid integer",
        "CONFIG_LONG=18446744073709551616 | "
                + "extern (kcfg) 'CONFIG_LONG': value '18446744073709551616' isn't a valid integer",
        "CONFIG_INT=\"x\"                 | extern (kcfg) 'CONFIG_INT': value '\"x\"' implies char array type",
        "CONFIG_TEXT=\"x                  | extern (kcfg) 'CONFIG_TEXT': invalid string config '\"x'",
        "CONFIG_TEXT=5                    | extern (kcfg) 'CONFIG_TEXT': value '5' implies integer type",
        "CONFIG_TEXT=y | extern (kcfg) 'CONFIG_TEXT': value 'y' implies bool, tristate, or char type",
        "CONFIG_TEXT                      | failed to parse 'CONFIG_TEXT': no separator",
        "CONFIG_TEXT=                     | failed to parse 'CONFIG_TEXT=': no value",
    })
    void shouldRefuseValuesThatDoNotFit(final String line, final String message) throws Exception {
        final BpfObject object = object().kconfig(line);
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(message + " (EINVAL)", e.getMessage());
        assertEquals(Errno.EINVAL, e.errno());
        assertEquals(0, runtime.objects().size());
    }

    /** Strictest alignment first, then the largest, then by name. */
    @Test
    void shouldLayTheMapOutAsLibbpfDoes() throws Exception {
        final LoadedObject loaded = runtime.load(object().kconfig("CONFIG_LONG=1\nCONFIG_INT=2\nCONFIG_TEXT=\"t\""));
        final BpfMap map = loaded.map(".kconfig").orElseThrow();
        assertEquals("kconfig.kconfig", map.name());
        assertEquals(MapFlags.RDONLY_PROG | MapFlags.MMAPABLE, map.flags());
        final ByteBuffer value = ByteBuffer.wrap(MapView.of(map).lookup(new byte[4]).orElseThrow())
                .order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(41, value.limit());
        assertEquals(1, value.getLong(0));
        assertEquals(0, value.getLong(8), "LINUX_NEVER_HEARD_OF");
        assertEquals(2, value.getInt(16));
        assertEquals(0, value.getInt(20), "CONFIG_TRISTATE");
        assertEquals(KERNEL_7_3, value.getInt(24));
        assertEquals('t', value.get(30), "CONFIG_TEXT, after CONFIG_SHORT");
    }

    private static BpfObject object() throws Exception {
        return BpfObject.open("kconfig", TestObjects.bytes("kconfig"));
    }

    private static String results(final LoadedObject object) {
        final ByteBuffer bytes =
                ByteBuffer.wrap(object.global("results").orElseThrow().get()).order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.generate(bytes::getLong).limit(bytes.limit() / Long.BYTES)
                .mapToObj(Long::toString).collect(Collectors.joining(" "));
    }
}
