package io.bpfarena.broker.cli;

import java.math.BigInteger;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code NAME=VALUE} of the command line: a number for a global variable of 1, 2, 4 or 8 bytes, decimal or with
 * {@code 0x}, negative if need be.
 *
 * @param name  of the variable, as in C.
 * @param value of it.
 */
record GlobalAssignment(String name, BigInteger value) {
    private static final int MAX_SIZE = Long.BYTES;

    /** Takes the text apart. */
    static final class Converter implements ITypeConverter<GlobalAssignment> {
        @Override
        public GlobalAssignment convert(final String text) {
            final int equals = text.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("expected NAME=VALUE, got '" + text + "'");
            }
            try {
                return new GlobalAssignment(text.substring(0, equals), number(text.substring(equals + 1)));
            } catch (final NumberFormatException e) {
                throw new TypeConversionException("expected a number after =, decimal or with 0x, got '" + text + "'");
            }
        }

        private static BigInteger number(final String text) {
            final boolean negative = text.startsWith("-");
            final String digits = (negative ? text.substring(1) : text).toLowerCase(Locale.ROOT);
            final BigInteger magnitude = digits.startsWith("0x")
                    ? new BigInteger(unsigned(digits.substring(2)), 16)
                    : new BigInteger(unsigned(digits));
            return negative ? magnitude.negate() : magnitude;
        }

        private static String unsigned(final String digits) {
            if (digits.startsWith("-") || digits.startsWith("+")) {
                throw new NumberFormatException(digits);
            }
            return digits;
        }
    }

    /**
     * The value as it stands in memory, little-endian.
     *
     * @param size of the variable in bytes.
     * @return so many bytes.
     * @throws CommandFailedException if the variable is no number, or the value does not fit it, signed or unsigned.
     */
    byte[] bytes(final int size) throws CommandFailedException {
        if (size < 1 || size > MAX_SIZE || Integer.bitCount(size) != 1) {
            throw new CommandFailedException(
                    "global variable %s has %d bytes; only those of 1, 2, 4 and 8 can be set".formatted(name, size));
        }
        final int bits = size * Byte.SIZE;
        if (value.signum() < 0 ? value.bitLength() >= bits : value.bitLength() > bits) {
            throw new CommandFailedException(
                    "value %s does not fit global variable %s, which has %d bytes".formatted(value, name, size));
        }
        final byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) value.shiftRight(i * Byte.SIZE).intValue();
        }
        return bytes;
    }
}
