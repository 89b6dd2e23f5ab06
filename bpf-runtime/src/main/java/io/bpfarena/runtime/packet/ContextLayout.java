package io.bpfarena.runtime.packet;

import java.util.Arrays;
import java.util.List;

/**
 * What a program may load from and store to its context, by byte offset: the fields of a structure of uapi bpf.h, with
 * the rules of the kernel's {@code is_valid_access} for the program type (net/core/filter.c).
 */
public enum ContextLayout {
    /** {@code struct xdp_md}: every field whole, none written (xdp_is_valid_access). */
    XDP("xdp_md", 24,
            Field.pointer(0, Meaning.START), Field.pointer(4, Meaning.END), Field.pointer(8, Meaning.METADATA),
            Field.whole(12, 4), Field.whole(16, 4)),

    /** {@code struct __sk_buff} as a socket filter sees it (sk_filter_is_valid_access). */
    SOCKET_FILTER("__sk_buff", 192,
            new Field(0, 4, Meaning.LENGTH, Access.PARTS), Field.parts(4, 44), Field.scratch(48), Field.parts(68, 4),
            Field.parts(84, 4), Field.parts(164, 4), Field.parts(176, 4)),

    /** {@code struct __sk_buff} as a traffic control program sees it (tc_cls_act_is_valid_access). */
    TRAFFIC_CONTROL("__sk_buff", 192,
            new Field(0, 4, Meaning.LENGTH, Access.PARTS), Field.parts(4, 4), Field.written(8), Field.written(12),
            Field.parts(16, 16), Field.written(32), Field.parts(36, 8), Field.written(44), Field.scratch(48),
            Field.parts(68, 4), Field.written(72), Field.pointer(76, Meaning.START), Field.pointer(80, Meaning.END),
            Field.parts(84, 4), Field.pointer(140, Meaning.METADATA),
            new Field(152, 8, Meaning.PLAIN, Access.WHOLE_WRITTEN), Field.parts(160, 8), Field.parts(176, 4),
            Field.whole(180, 1), Field.whole(184, 8));

    private final String structure;
    private final int size;
    private final List<Field> fields;

    ContextLayout(final String structure, final int size, final Field... fields) {
        this.structure = structure;
        this.size = size;
        this.fields = List.copyOf(Arrays.asList(fields));
    }

    /** What a load of a field gives. */
    enum Meaning {
        /** What stands in the context's memory. */
        PLAIN,
        /** Address of the packet. */
        START,
        /** Address behind the packet. */
        END,
        /** Address of the metadata. */
        METADATA,
        /** Length of the packet. */
        LENGTH
    }

    /** In what pieces a field may be accessed. */
    enum Access {
        /** Loads of the whole field. */
        WHOLE(false, false),
        /** Loads of the whole field or an aligned part. */
        PARTS(true, false),
        /** Loads of parts, stores of the whole field. */
        PARTS_WRITTEN(true, false),
        /** Loads and stores of the whole field. */
        WHOLE_WRITTEN(false, false),
        /** Loads and stores of any aligned part. */
        SCRATCH(true, true);

        private final boolean loadsParts;
        private final boolean storesParts;

        Access(final boolean loadsParts, final boolean storesParts) {
            this.loadsParts = loadsParts;
            this.storesParts = storesParts;
        }
    }

    /** One field, or several neighbours of 4 bytes each with the same rules. */
    record Field(int offset, int size, Meaning meaning, Access access) {
        static Field pointer(final int offset, final Meaning meaning) {
            return new Field(offset, 4, meaning, Access.WHOLE);
        }

        static Field whole(final int offset, final int size) {
            return new Field(offset, size, Meaning.PLAIN, Access.WHOLE);
        }

        static Field parts(final int offset, final int size) {
            return new Field(offset, size, Meaning.PLAIN, Access.PARTS);
        }

        static Field written(final int offset) {
            return new Field(offset, 4, Meaning.PLAIN, Access.PARTS_WRITTEN);
        }

        /** {@code cb}: five words that belong to the program. */
        static Field scratch(final int offset) {
            return new Field(offset, 20, Meaning.PLAIN, Access.SCRATCH);
        }

        private boolean contains(final int place, final int bytes) {
            return place >= offset && place + bytes <= offset + size && place % bytes == 0;
        }

        private boolean isLoadable(final int bytes) {
            return access == Access.SCRATCH || access.loadsParts && bytes <= Integer.BYTES || bytes == size;
        }

        private boolean isStorable(final int bytes) {
            return access.storesParts
                    || (access == Access.PARTS_WRITTEN || access == Access.WHOLE_WRITTEN) && bytes == size;
        }
    }

    /** {@return the structure's name in C} */
    public String structure() {
        return structure;
    }

    /** {@return bytes in the structure} */
    public int size() {
        return size;
    }

    /** The field that a load gets something of, or null if it is not allowed. */
    Field loadable(final int offset, final int bytes) {
        final Field field = at(offset, bytes);
        return field != null && field.isLoadable(bytes) ? field : null;
    }

    /** Whether a store is allowed. */
    boolean isStorable(final int offset, final int bytes) {
        final Field field = at(offset, bytes);
        return field != null && field.isStorable(bytes);
    }

    private Field at(final int offset, final int bytes) {
        for (final Field field : fields) {
            if (field.contains(offset, bytes)) {
                return field;
            }
        }
        return null;
    }
}
