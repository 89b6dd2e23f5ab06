package io.bpfarena.broker.cli;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes bytes as what their type says (tools/bpf/bpftool/btf_dumper.c): structures as objects, strings as text,
 * pointers in hex. In JSON what is not a number there is quoted. Bytes and types come from strangers: what does not fit
 * together is an error.
 */
final class TypedValue {
    private static final int MAX_DEPTH = 64;

    private final Btf btf;
    private final JsonLayout out;
    private final boolean json;

    /**
     * @param btf  types.
     * @param out  what to write to.
     * @param json whether it is to be JSON, and not only for people.
     */
    TypedValue(final Btf btf, final JsonLayout out, final boolean json) {
        this.btf = btf;
        this.out = out;
        this.json = json;
    }

    /**
     * Writes a value.
     *
     * @param type  its number.
     * @param value its bytes.
     * @throws BtfFormatException if the bytes are too few, or the type is none of a value.
     */
    void write(final int type, final byte[] value) throws BtfFormatException {
        write(type, ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN), 0, MAX_DEPTH);
    }

    private void write(final int number, final ByteBuffer value, final int at, final int depth)
            throws BtfFormatException {
        if (depth == 0) {
            throw wrong(number, "lies too deep");
        }
        switch (btf.type(number)) {
            case BtfType.Modifier type -> write(type.type(), value, at, depth - 1);
            case BtfType.Int type -> integer(number, type, value, at);
            case BtfType.FloatingPoint type -> floatingPoint(number, type, value, at);
            case BtfType.Enumeration type -> enumeration(number, type, value, at);
            case BtfType.Pointer _ -> pointer(bits(number, value, at * 8L, 64).longValue());
            case BtfType.Array type -> array(type, value, at, depth);
            case BtfType.Struct type -> struct(number, type, value, at, depth);
            case BtfType.Variable type -> {
                out.beginObject().name(type.name());
                write(type.type(), value, at, depth - 1);
                out.endObject();
            }
            case BtfType.DataSection type -> section(type, value, depth);
            case BtfType.Void _, BtfType.Forward _, BtfType.Function _, BtfType.Prototype _,
                    BtfType.DeclarationTag _ -> throw wrong(number, "has no values");
        }
    }

    private static BtfFormatException wrong(final int number, final String what) {
        return new BtfFormatException(Btf.SECTION, -1, "type %d %s".formatted(number, what));
    }

    /** Some bits of a value, as an unsigned number. */
    private static BigInteger bits(final int number, final ByteBuffer value, final long offset, final int count)
            throws BtfFormatException {
        final long first = offset / 8;
        final long last = (offset + count + 7) / 8;
        if (first < 0 || last > value.limit()) {
            throw wrong(number, "has bits %d to %d, the value has %d".formatted(
                    offset, offset + count - 1, value.limit() * 8L));
        }
        final byte[] bigEndian = new byte[(int) (last - first)];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = value.get((int) first + i);
        }
        return new BigInteger(1, bigEndian).shiftRight((int) (offset % 8))
                .and(BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE));
    }

    private void integer(final int number, final BtfType.Int type, final ByteBuffer value, final int at)
            throws BtfFormatException {
        final BigInteger bits = bits(number, value, at * 8L + type.bitOffset(), type.bits());
        final boolean whole = type.bitOffset() == 0
                && (type.bits() == 8 || type.bits() == 16 || type.bits() == 32 || type.bits() == 64);
        if (!whole) {
            hex(bits);
            return;
        }
        switch (type.encoding()) {
            case BtfType.Int.SIGNED -> out.raw(signed(bits, type.bits()).toString());
            case BtfType.Int.CHAR -> character(bits.intValue() & 0xFF);
            case BtfType.Int.BOOL -> out.raw(bits.signum() == 0 ? "false" : "true");
            default -> out.raw(bits.toString());
        }
    }

    private static BigInteger signed(final BigInteger bits, final int count) {
        return bits.testBit(count - 1) ? bits.subtract(BigInteger.ONE.shiftLeft(count)) : bits;
    }

    private void character(final int c) {
        if (c >= 0x20 && c < 0x7f) {
            out.string(String.valueOf((char) c));
        } else {
            out.raw(json ? "\"\\u00%02x\"".formatted(c) : "0x%x".formatted(c));
        }
    }

    private void hex(final BigInteger bits) {
        out.raw((json ? "\"0x%s\"" : "0x%s").formatted(bits.toString(16)));
    }

    /** The C library prints the null pointer so. */
    private void pointer(final long address) {
        if (json) {
            out.raw(Long.toUnsignedString(address));
        } else {
            out.raw(address == 0 ? "(nil)" : "0x%x".formatted(address));
        }
    }

    private void floatingPoint(
            final int number, final BtfType.FloatingPoint type, final ByteBuffer value, final int at)
            throws BtfFormatException {
        final BigInteger bits = bits(number, value, at * 8L, type.size() * 8);
        final double real = switch (type.size()) {
            case 4 -> Float.intBitsToFloat(bits.intValue());
            case 8 -> Double.longBitsToDouble(bits.longValue());
            default -> Double.NaN;
        };
        if (Double.isFinite(real)) {
            out.raw(type.size() == 4 ? Float.toString((float) real) : Double.toString(real));
        } else {
            hex(bits);
        }
    }

    private void enumeration(
            final int number, final BtfType.Enumeration type, final ByteBuffer value, final int at)
            throws BtfFormatException {
        final BigInteger bits = bits(number, value, at * 8L, type.size() * 8);
        final BigInteger wanted = type.signed() ? signed(bits, type.size() * 8) : bits;
        for (final BtfType.Enumerator constant : type.values()) {
            if (constant.value() == wanted.longValue()) {
                out.string(constant.name());
                return;
            }
        }
        out.raw(wanted.toString());
    }

    private void array(final BtfType.Array type, final ByteBuffer value, final int at, final int depth)
            throws BtfFormatException {
        if (isString(type, value, at)) {
            final byte[] bytes = new byte[type.elements()];
            value.get(at, bytes);
            out.string(new String(bytes, StandardCharsets.US_ASCII).replaceFirst("(?s)\\x00.*", ""));
            return;
        }
        final long size = btf.sizeOf(type.type());
        out.beginArray();
        for (long i = 0; i < Integer.toUnsignedLong(type.elements()); i++) {
            final long place = at + i * size;
            if (place > value.limit()) {
                throw wrong(type.type(), "is an element at byte %d, the value has %d".formatted(place, value.limit()));
            }
            write(type.type(), value, (int) place, depth - 1);
            if (size == 0) {
                break;
            }
        }
        out.endArray();
    }

    /** Whether it is an array of characters that ends with a zero and can be printed up to there. */
    private boolean isString(final BtfType.Array type, final ByteBuffer value, final int at) {
        BtfType element = btf.type(type.type());
        while (element instanceof final BtfType.Modifier modifier && !(modifier instanceof BtfType.Typedef)) {
            element = btf.type(modifier.type());
        }
        if (!(element instanceof final BtfType.Int number) || number.size() != 1
                || number.encoding() != BtfType.Int.CHAR && !number.name().equals("char")
                || type.elements() < 0 || type.elements() > value.limit() - at) {
            return false;
        }
        for (int i = 0; i < type.elements(); i++) {
            final int c = value.get(at + i);
            if (c == 0) {
                return true;
            }
            if (c <= 0x1f || c >= 0x7f) {
                return false;
            }
        }
        return false;
    }

    private void struct(
            final int number, final BtfType.Struct type, final ByteBuffer value, final int at, final int depth)
            throws BtfFormatException {
        out.beginObject();
        for (final BtfType.Member member : type.members()) {
            out.name(member.name());
            if (member.bitfieldSize() != 0) {
                hex(bits(number, value, at * 8L + Integer.toUnsignedLong(member.bitOffset()), member.bitfieldSize()));
            } else if (member.bitOffset() % 8 != 0) {
                throw wrong(number, "has member %s at bit %d".formatted(member.name(), member.bitOffset()));
            } else {
                write(member.type(), value, place(number, at, member.bitOffset() >>> 3, value), depth - 1);
            }
        }
        out.endObject();
    }

    private static int place(final int number, final int at, final int offset, final ByteBuffer value)
            throws BtfFormatException {
        if (offset > value.limit() - at) {
            throw wrong(number, "reaches byte %d, the value has %d".formatted((long) at + offset, value.limit()));
        }
        return at + offset;
    }

    private void section(final BtfType.DataSection type, final ByteBuffer value, final int depth)
            throws BtfFormatException {
        out.beginObject().name(type.name()).beginArray();
        for (final BtfType.SectionVariable variable : type.variables()) {
            write(variable.type(), value, place(variable.type(), 0, variable.offset(), value), depth - 1);
        }
        out.endArray().endObject();
    }
}
