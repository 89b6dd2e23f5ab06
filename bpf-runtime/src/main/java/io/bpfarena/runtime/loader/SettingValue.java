package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the bytes of a setting of what is said of it; conditions and messages are libbpf's (set_kcfg_value_...). */
final class SettingValue {
    private static final int TRI_NO = 0;
    private static final int TRI_YES = 1;
    private static final int TRI_MODULE = 2;

    private SettingValue() {
    }

    /** As {@code CONFIG_X=value} in the text of a configuration has it. */
    static byte[] of(final KernelSetting setting, final String value) throws LoadException {
        return switch (value.charAt(0)) {
            case 'y', 'n', 'm' -> ofLetter(setting, value.charAt(0));
            case '"' -> ofText(setting, value);
            default -> {
                final long number = UnsignedText.parse(value).orElseThrow(() -> wrong(Errno.EINVAL, setting,
                        "value '%s' isn't a valid integer".formatted(value)));
                if (setting.kind() != KernelSetting.Kind.INT && setting.kind() != KernelSetting.Kind.CHAR) {
                    throw wrong(Errno.EINVAL, setting, "value '%s' implies integer type".formatted(value));
                }
                // libbpf answers EINVAL for whatever is wrong with the text.
                yield of(setting, number, Errno.EINVAL);
            }
        };
    }

    private static byte[] ofLetter(final KernelSetting setting, final char letter) throws LoadException {
        return switch (setting.kind()) {
            case BOOL -> {
                if (letter == 'm') {
                    throw wrong(Errno.EINVAL, setting, "value '%c' implies tristate or char type".formatted(letter));
                }
                yield bytes(letter == 'y' ? 1 : 0, setting.size());
            }
            case TRISTATE -> bytes(
                    switch (letter) {
                        case 'y' -> TRI_YES;
                        case 'm' -> TRI_MODULE;
                        default -> TRI_NO;
                    }, setting.size());
            case CHAR -> bytes(letter, setting.size());
            case INT, CHAR_ARRAY -> throw wrong(Errno.EINVAL, setting,
                    "value '%c' implies bool, tristate, or char type".formatted(letter));
        };
    }

    /** Text that is too long is cut, as libbpf cuts it. */
    private static byte[] ofText(final KernelSetting setting, final String value) throws LoadException {
        if (setting.kind() != KernelSetting.Kind.CHAR_ARRAY) {
            throw wrong(Errno.EINVAL, setting, "value '%s' implies char array type".formatted(value));
        }
        if (value.length() < 2 || !value.endsWith("\"")) {
            throw wrong(Errno.EINVAL, setting, "invalid string config '%s'".formatted(value));
        }
        final byte[] text = value.substring(1, value.length() - 1).getBytes(StandardCharsets.UTF_8);
        // There is room for the zero that ends it, and the map is zero before.
        return Arrays.copyOf(text, Math.min(text.length, setting.size() - 1));
    }

    /** A number, which must fit without loss. */
    static byte[] of(final KernelSetting setting, final long number) throws LoadException {
        return of(setting, number, Errno.ERANGE);
    }

    private static byte[] of(final KernelSetting setting, final long number, final Errno tooLarge)
            throws LoadException {
        final String value = Long.toUnsignedString(number);
        switch (setting.kind()) {
            case INT, CHAR -> { }
            case BOOL -> {
                if (number != 0 && number != 1) {
                    throw wrong(Errno.EINVAL, setting, "value '%s' isn't boolean compatible".formatted(value));
                }
            }
            case TRISTATE, CHAR_ARRAY -> throw wrong(Errno.EINVAL, setting,
                    "value '%s' implies integer, char, or boolean type".formatted(value));
        }
        if (!fits(setting, number)) {
            throw wrong(tooLarge, setting,
                    "value '%s' doesn't fit in %d bytes".formatted(value, setting.size()));
        }
        return bytes(number, setting.size());
    }

    private static boolean fits(final KernelSetting setting, final long number) {
        final int bits = setting.size() * Byte.SIZE;
        if (bits == Long.SIZE) {
            return true;
        }
        return setting.signed() ? number + (1L << bits - 1) >>> bits == 0 : number >>> bits == 0;
    }

    private static byte[] bytes(final long number, final int size) {
        return Arrays.copyOf(
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array(), size);
    }

    private static LoadException wrong(final Errno errno, final KernelSetting setting, final String message) {
        return new LoadException(errno, "extern (kcfg) '%s': %s".formatted(setting.name(), message));
    }
}
