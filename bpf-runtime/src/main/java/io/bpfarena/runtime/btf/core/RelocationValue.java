package io.bpfarena.runtime.btf.core;

import io.bpfarena.runtime.btf.BtfType;

/** Computes what a relocation comes to, once the way is known in object and target (bpf_core_calc_relo). */
final class RelocationValue {
    private RelocationValue() {
    }

    static Resolution of(final String place, final AccessSpec local, final AccessSpec target)
            throws UnusableTypeException, FieldValue.ImpossibleException {
        return switch (local.kind()) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUMVAL_EXISTS -> value(place, local, 1, 1, true);
            case TYPE_SIZE -> value(place, local, sizeOf(local), sizeOf(target), true);
            // Numbers of types change when objects are linked, so what the compiler wrote does not matter.
            case TYPE_ID_TARGET, TYPE_ID_LOCAL -> value(place, local, local.rootType(), target.rootType(), false);
            case ENUMVAL_VALUE -> value(place, local, numberOf(local), numberOf(target), true);
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
                ofField(place, local, target);
        };
    }

    /** The target has nothing for it: that is the answer to a question, and else a failure. */
    static Resolution ofMissing(final String place, final AccessSpec local)
            throws UnusableTypeException, FieldValue.ImpossibleException {
        return switch (local.kind()) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUMVAL_EXISTS -> value(place, local, 1, 0, true);
            case TYPE_SIZE -> value(place, local, sizeOf(local), 0, true);
            case TYPE_ID_TARGET, TYPE_ID_LOCAL -> value(place, local, local.rootType(), 0, false);
            case ENUMVAL_VALUE -> Resolution.ofFailure(place, local);
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 -> {
                // A field of which the object itself cannot tell is wrong wherever it is to run.
                FieldValue.of(local);
                yield Resolution.ofFailure(place, local);
            }
        };
    }

    private static Resolution value(
            final String place, final AccessSpec local, final long oldValue, final long newValue,
            final boolean validate) {
        return Resolution.ofValue(place, local, oldValue, newValue, validate);
    }

    private static Resolution ofField(final String place, final AccessSpec local, final AccessSpec target)
            throws UnusableTypeException, FieldValue.ImpossibleException {
        final FieldValue before = FieldValue.of(local);
        final FieldValue after = FieldValue.of(target);
        final boolean mismatch = before.size() != after.size() && !isAdjustable(
                local.types().type(before.type()), target.types().type(after.type()));
        return new Resolution(place, local::toString, false, before.value(), after.value(), before.size(),
                after.size(), before.validate(), mismatch);
    }

    /** A load of another size gives the same number only where the upper bits become zero. */
    private static boolean isAdjustable(final BtfType before, final BtfType after) {
        return before instanceof BtfType.Pointer && after instanceof BtfType.Pointer
                || before instanceof final BtfType.Int one && one.encoding() != BtfType.Int.SIGNED
                && after instanceof final BtfType.Int other && other.encoding() != BtfType.Int.SIGNED;
    }

    private static long sizeOf(final AccessSpec spec) throws UnusableTypeException {
        return TypeGraph.sizeOf(spec.types(), spec.rootType());
    }

    /** A value of 32 bits is taken for a signed one, as in {@code struct btf_enum}. */
    private static long numberOf(final AccessSpec spec) {
        final AccessSpec.Accessor accessor = spec.accessors().getFirst();
        final BtfType.Enumeration enumeration = (BtfType.Enumeration) spec.types().type(accessor.type());
        final long value = enumeration.values().get(accessor.index()).value();
        return enumeration.wide() ? value : (int) value;
    }
}
