package io.bpfarena.runtime.btf.core;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A way from a type to what a relocation is about ({@code struct bpf_core_spec}):
 *
 * <pre>
 *   struct sample { int a; struct { int b[10]; }; };       s[1].b[5]
 *     raw path     1:1:0:5         by number of member or element, anonymous structures included
 *     accessors    [1] b [5]       what has a name, or is an element
 * </pre>
 */
final class AccessSpec {
    /** Steps that a way may have (BPF_CORE_SPEC_MAX_LEN). */
    static final int MAX_LENGTH = 64;

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final Btf types;
    private final int rootType;
    private final RelocationKind kind;
    private final List<Accessor> accessors = new ArrayList<>();
    private final List<Integer> path = new ArrayList<>();
    private long bitOffset;

    /**
     * One step.
     *
     * @param type  of a named member the structure that has it, of an element its own.
     * @param index of member, element or value.
     * @param name  of the member or value; null for an element.
     */
    record Accessor(int type, int index, String name) {
    }

    AccessSpec(final Btf types, final int rootType, final RelocationKind kind) {
        this.types = types;
        this.rootType = rootType;
        this.kind = kind;
    }

    Btf types() {
        return types;
    }

    int rootType() {
        return rootType;
    }

    RelocationKind kind() {
        return kind;
    }

    List<Accessor> accessors() {
        return accessors;
    }

    List<Integer> path() {
        return path;
    }

    long bitOffset() {
        return bitOffset;
    }

    void step(final int index) throws UnusableTypeException {
        if (path.size() == MAX_LENGTH) {
            throw new UnusableTypeException(Errno.E2BIG);
        }
        path.add(index);
    }

    void stepBack() {
        path.removeLast();
    }

    void access(final Accessor accessor) {
        accessors.add(accessor);
    }

    void undoAccess() {
        accessors.removeLast();
    }

    /** Moves on; it is 32 bits that count, as in libbpf. */
    void move(final long bits) {
        bitOffset = bitOffset + bits & UNSIGNED;
    }

    /** As libbpf prints it (bpf_core_format_spec): {@code <byte_off> [2] struct task.tgid (0:1 @ offset 4)}. */
    @Override
    public String toString() {
        final BtfType root = types.type(rootType);
        final String name = TypeGraph.nameOf(root);
        final StringBuilder text = new StringBuilder("<%s> [%d] %s %s".formatted(
                kind.label(), rootType, TypeGraph.kindOf(root), name.isEmpty() ? "<anon>" : name));
        switch (kind.subject()) {
            case TYPE -> { }
            case ENUMERATOR -> appendEnumerator(text);
            case FIELD -> appendField(text);
        }
        return text.toString();
    }

    private void appendEnumerator(final StringBuilder text) {
        if (!accessors.isEmpty() && types.type(accessors.getFirst().type()) instanceof final BtfType.Enumeration type) {
            final long value = type.values().get(accessors.getFirst().index()).value();
            text.append("::%s = %s".formatted(accessors.getFirst().name(),
                    type.signed() ? Long.toString(value) : Long.toUnsignedString(value)));
        }
    }

    private void appendField(final StringBuilder text) {
        for (int i = 0; i < accessors.size(); i++) {
            final Accessor accessor = accessors.get(i);
            if (accessor.name() != null) {
                text.append('.').append(accessor.name());
            } else if (i > 0 || accessor.index() > 0) {
                text.append('[').append(Integer.toUnsignedString(accessor.index())).append(']');
            }
        }
        text.append(path.stream().map(String::valueOf).collect(Collectors.joining(":", " (", " @ offset ")));
        text.append(String.format(Locale.ROOT, bitOffset % Byte.SIZE == 0 ? "%d)" : "%d.%d)",
                bitOffset / Byte.SIZE, bitOffset % Byte.SIZE));
    }
}
