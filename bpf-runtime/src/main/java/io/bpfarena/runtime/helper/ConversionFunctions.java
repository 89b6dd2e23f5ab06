package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;

/** Numbers from text: bpf_strtol and bpf_strtoul (kernel/bpf/helpers.c, lib/kstrtox.c). */
final class ConversionFunctions {
    /** Bits of the flags that hold the base; 0 lets the text say. */
    private static final long BASE_MASK = 0x1F;
    /** Most bytes of digits that the kernel looks at. */
    private static final int MAX_DIGITS = 63;

    private ConversionFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(105, "bpf_strtol", "long bpf_strtol(const char *buf, u64 buf_len, u64 flags, s64 *res)",
                (context, buf, size, flags, res, r5) -> convert(context, buf, size, flags, res, true));
        table.helper(106, "bpf_strtoul", "long bpf_strtoul(const char *buf, u64 buf_len, u64 flags, u64 *res)",
                (context, buf, size, flags, res, r5) -> convert(context, buf, size, flags, res, false));
    }

    /** The number of bytes that were taken, or an error, with 0 for the result. */
    private static long convert(final CallContext context, final long address, final long size, final long flags,
            final long result, final boolean signed) {
        context.checkRead(address, size, "buf of bpf_strtol");
        context.checkWrite(result, Long.BYTES, "res of bpf_strtol");
        NativeMemory.putLong(result, 0);
        final int base = (int) (flags & BASE_MASK);
        if (size == 0 || (flags & ~BASE_MASK) != 0 || base != 0 && base != 8 && base != 10 && base != 16) {
            return -Errno.EINVAL.number();
        }
        long start = 0;
        while (start < size && isSpace(NativeMemory.getByte(address + start))) {
            start++;
        }
        final boolean negative = start < size && NativeMemory.getByte(address + start) == '-';
        if (negative) {
            start++;
        }
        final Digits digits = new Digits(address + start, (int) Math.min(MAX_DIGITS, size - start));
        digits.read(base);
        if (digits.count == 0) {
            return -Errno.EINVAL.number();
        }
        if (digits.overflow || signed && isBeyondSigned(digits.value, negative)) {
            return -Errno.ERANGE.number();
        }
        if (negative && !signed) {
            return -Errno.EINVAL.number();
        }
        NativeMemory.putLong(result, negative ? -digits.value : digits.value);
        return start + digits.prefix + digits.count;
    }

    private static boolean isBeyondSigned(final long magnitude, final boolean negative) {
        return magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE);
    }

    /** The kernel's own isspace, whose table is Latin-1: a no-break space is one. */
    private static boolean isSpace(final byte value) {
        final int c = value & 0xFF;
        return c == ' ' || c >= '\t' && c <= '\r' || c == 0xA0;
    }

    /** _parse_integer_fixup_radix and _parse_integer. */
    private static final class Digits {
        private final long address;
        private final int length;
        private int prefix;
        private int count;
        private long value;
        private boolean overflow;

        Digits(final long address, final int length) {
            this.address = address;
            this.length = length;
        }

        void read(final int wantedBase) {
            final boolean hexadecimal = at(0) == '0' && (at(1) | 0x20) == 'x';
            int base = wantedBase;
            if (base == 0) {
                base = at(0) != '0' ? 10 : hexadecimal && digit(at(2)) < 16 ? 16 : 8;
            }
            prefix = base == 16 && hexadecimal ? 2 : 0;
            for (int digit = digit(at(prefix)); digit < base; digit = digit(at(prefix + count))) {
                overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
                value = value * base + digit;
                count++;
            }
        }

        private int at(final int index) {
            return index < length ? NativeMemory.getByte(address + index) & 0xFF : 0;
        }

        private static int digit(final int c) {
            final int lower = c | 0x20;
            if (c >= '0' && c <= '9') {
                return c - '0';
            }
            return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : Integer.MAX_VALUE;
        }
    }
}
