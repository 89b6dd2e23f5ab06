package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;

/**
 * What holds of the field that a way leads to (relo_core.c, bpf_core_calc_field_relo). A bit-field is loaded by the
 * smallest aligned integer, not smaller than its type, that it lies in; then two shifts cut it out:
 *
 * <pre>
 *   struct { int a : 5; int b : 7; }     b: byte_off 0, byte_sz 4, lshift_u64 64 - (5 + 7) = 52, rshift_u64 64 - 7 = 57
 * </pre>
 *
 * @param value    of the relocation's kind.
 * @param size     bytes that a load or store of the field takes, those of an element if it is an array; 0 if it does
 *                 not matter.
 * @param type     number of the field's type; 0 if it does not matter.
 * @param validate whether the compiler must have put the same value into the instruction.
 */
record FieldValue(long value, long size, int type, boolean validate) {
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    static FieldValue of(final AccessSpec spec) throws UnusableTypeException, ImpossibleException {
        final Btf types = spec.types();
        final AccessSpec.Accessor last = spec.accessors().getLast();
        if (last.name() == null) {
            return ofElement(spec, last);
        }
        final BtfType.Member member =
                ((BtfType.Struct) types.type(last.type())).members().get(last.index());
        final int type = TypeGraph.resolve(types, member.type());
        return member.bitfieldSize() > 0
                ? ofBits(spec, types.type(type), member.bitfieldSize())
                : ofBytes(spec, type);
    }

    /** Why a relocation cannot be made at all, in the words that come after its place. */
    static final class ImpossibleException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Errno errno;

        ImpossibleException(final Errno errno, final String message) {
            super(message);
            this.errno = errno;
        }

        Errno errno() {
            return errno;
        }
    }

    private static FieldValue ofElement(final AccessSpec spec, final AccessSpec.Accessor element)
            throws UnusableTypeException, ImpossibleException {
        return switch (spec.kind()) {
            case FIELD_BYTE_OFFSET -> new FieldValue(spec.bitOffset() / Byte.SIZE,
                    TypeGraph.elementSizeOf(spec.types(), element.type()), element.type(), true);
            case FIELD_BYTE_SIZE -> new FieldValue(TypeGraph.sizeOf(spec.types(), element.type()), 0, 0, true);
            default -> throw new ImpossibleException(Errno.EINVAL, "can't be applied to array access");
        };
    }

    private static FieldValue ofBytes(final AccessSpec spec, final int type) throws UnusableTypeException {
        final Btf types = spec.types();
        final long bytes = TypeGraph.sizeOf(types, type);
        return switch (spec.kind()) {
            case FIELD_BYTE_OFFSET -> new FieldValue(spec.bitOffset() / Byte.SIZE,
                    TypeGraph.elementSizeOf(types, type), type, true);
            case FIELD_BYTE_SIZE -> new FieldValue(bytes, 0, 0, true);
            case FIELD_SIGNED -> new FieldValue(signed(types.type(type)), 0, 0, true);
            // Counted from the byte that the field starts in, and in 32 bits.
            case FIELD_LSHIFT_U64 -> new FieldValue(
                    Long.SIZE - (spec.bitOffset() % Byte.SIZE + bytes * Byte.SIZE) & UNSIGNED, 0, 0, true);
            case FIELD_RSHIFT_U64 -> new FieldValue(Long.SIZE - bytes * Byte.SIZE & UNSIGNED, 0, 0, true);
            default -> throw new IllegalStateException("not of a field: " + spec.kind());
        };
    }

    /** Compilers may choose another load for a bit-field, so most values need not be what they wrote. */
    private static FieldValue ofBits(final AccessSpec spec, final BtfType type, final int bits)
            throws UnusableTypeException, ImpossibleException {
        long bytes = switch (type) {
            case BtfType.Int number -> number.size();
            case BtfType.Enumeration enumeration when enumeration.size() > 0 -> enumeration.size();
            default -> throw new UnusableTypeException(Errno.EINVAL);
        };
        final long start = spec.bitOffset();
        long offset = start / Byte.SIZE / bytes * bytes;
        while (start + bits - offset * Byte.SIZE > bytes * Byte.SIZE) {
            if (bytes >= Long.BYTES) {
                throw new ImpossibleException(Errno.E2BIG, "can't be satisfied for bitfield");
            }
            bytes *= 2;
            offset = start / Byte.SIZE / bytes * bytes;
        }
        return switch (spec.kind()) {
            case FIELD_BYTE_OFFSET -> new FieldValue(offset, 0, 0, false);
            case FIELD_BYTE_SIZE -> new FieldValue(bytes, 0, 0, false);
            case FIELD_SIGNED -> new FieldValue(signed(type), 0, 0, true);
            case FIELD_LSHIFT_U64 -> new FieldValue(
                    Long.SIZE - (start + bits - offset * Byte.SIZE) & UNSIGNED, 0, 0, false);
            case FIELD_RSHIFT_U64 -> new FieldValue(Long.SIZE - bits & UNSIGNED, 0, 0, true);
            default -> throw new IllegalStateException("not of a field: " + spec.kind());
        };
    }

    private static long signed(final BtfType type) {
        return switch (type) {
            case BtfType.Enumeration enumeration -> enumeration.signed();
            case BtfType.Int number -> (number.encoding() & BtfType.Int.SIGNED) != 0;
            default -> false;
        } ? 1 : 0;
    }
}
