package io.bpfarena.runtime.btf;

/**
 * How C compilers lay types out (libbpf's btf__align_of and btf_is_struct_packed): where they would put a member by
 * themselves, and whether a structure can only be packed.
 */
final class CAlignment {
    private static final int POINTER_SIZE = 8;
    private static final int UNKNOWN = 0;
    private static final int NOT_ALIGNED = 1;

    private final Btf btf;
    private final int[] known;

    CAlignment(final Btf btf) {
        this.btf = btf;
        this.known = new int[btf.size()];
    }

    /** Bytes; 1 for what has none, or contains itself. */
    int of(final int number) {
        if (known[number] == UNKNOWN) {
            known[number] = NOT_ALIGNED;
            known[number] = find(number);
        }
        return known[number];
    }

    private int find(final int number) {
        return switch (btf.type(number)) {
            case BtfType.Int type -> Math.min(POINTER_SIZE, Math.max(1, type.size()));
            case BtfType.FloatingPoint type -> Math.min(POINTER_SIZE, Math.max(1, type.size()));
            case BtfType.Enumeration type -> Math.min(POINTER_SIZE, Math.max(1, type.size()));
            case BtfType.Pointer _ -> POINTER_SIZE;
            case BtfType.Modifier type -> of(type.type());
            case BtfType.Array type -> of(type.type());
            case BtfType.Struct type -> ofStruct(type);
            default -> NOT_ALIGNED;
        };
    }

    private int ofStruct(final BtfType.Struct type) {
        return isPacked(type) ? NOT_ALIGNED : largest(type);
    }

    private int largest(final BtfType.Struct type) {
        return type.members().stream().mapToInt(member -> of(member.type())).max().orElse(1);
    }

    /** Whether a member is not where the compiler would put it, or the size is not a multiple of the alignment. */
    boolean isPacked(final BtfType.Struct type) {
        return type.members().stream().anyMatch(member -> member.bitfieldSize() == 0
                && Integer.remainderUnsigned(member.bitOffset(), Byte.SIZE * of(member.type())) != 0)
                || type.size() % largest(type) != 0;
    }
}
