package io.bpfarena.runtime.btf;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Declarations and definitions in C (libbpf's btf_dump_emit_type_decl). C writes a type around the name: of
 * {@code int (*callback)(char)} the chain pointer, prototype, int is read from its end, the name goes into the middle.
 */
final class CDeclarations {
    private final Btf btf;
    private final StringBuilder out;
    private final CNames names;
    private final CAlignment alignment;

    CDeclarations(final Btf btf, final StringBuilder out) {
        this.btf = btf;
        this.out = out;
        this.names = new CNames(btf);
        this.alignment = new CAlignment(btf);
    }

    /** {@code struct name} */
    void forward(final int number, final BtfType.Struct type) throws BtfFormatException {
        add(type.union() ? "union" : "struct").add(spaced(names.tag(number)));
    }

    void forward(final int number, final BtfType.Forward type) throws BtfFormatException {
        add(type.union() ? "union" : "struct").add(spaced(names.tag(number)));
    }

    private static String spaced(final String name) {
        return name.isEmpty() ? "" : " " + name;
    }

    void typedef(final int number, final BtfType.Typedef type) throws BtfFormatException {
        // Old compilers make this one of void, which does not compile.
        if (type.type() == 0 && type.name().equals("__gnuc_va_list")) {
            add("typedef __builtin_va_list __gnuc_va_list");
            return;
        }
        add("typedef ");
        declare(type.type(), names.identifier(number), 0, CHeader.MAX_DEPTH);
    }

    void enumeration(final int number, final BtfType.Enumeration type, final int level) throws BtfFormatException {
        add("enum").add(spaced(names.tag(number)));
        if (type.values().isEmpty()) {
            return;
        }
        add(" {");
        final String suffix = type.wide() ? type.signed() ? "LL" : "ULL" : "";
        for (final BtfType.Enumerator value : type.values()) {
            line(level + 1).add(names.constant(value.name())).add(" = ").add(type.signed()
                    ? Long.toString(value.value()) : Long.toUnsignedString(value.value())).add(suffix).add(",");
        }
        line(level).add("}");
        if (type.size() == 1) {
            add(" __attribute__((mode(byte)))");
        } else if (type.size() == 8
                && (!type.wide() || type.values().stream().allMatch(value -> value.value() >>> 32 == 0))) {
            add(" __attribute__((mode(word)))");
        }
    }

    void struct(final int number, final BtfType.Struct type, final int level, final int depth)
            throws BtfFormatException {
        final boolean packed = !type.union() && alignment.isPacked(type);
        forward(number, type);
        add(" {");
        long end = 0;
        boolean afterBitfield = false;
        for (final BtfType.Member member : type.members()) {
            final int bits = member.bitfieldSize();
            final long start = Integer.toUnsignedLong(member.bitOffset());
            pad(end, start, packed ? 1 : alignment.of(member.type()), afterBitfield && bits != 0, level + 1);
            line(level + 1);
            declare(member.type(), member.name(), level + 1, depth - 1);
            if (bits != 0) {
                add(": " + bits);
            }
            add(";");
            end = start + (bits != 0 ? bits : sizeOf(member.type()) * 8);
            afterBitfield = bits != 0;
        }
        if (!type.union()) {
            pad(end, type.size() * 8L, packed ? 1 : alignment.of(number), false, level + 1);
        }
        if (!type.members().isEmpty() || type.size() != 0) {
            line(level);
        }
        add("}");
        if (packed) {
            add(" __attribute__((packed))");
        }
    }

    private void pad(final long from, final long to, final int align, final boolean bitfield, final int level)
            throws BtfFormatException {
        CPadding.fill(from, to, align, bitfield, (type, bits) -> line(level).add(type).add(": " + bits + ";"));
    }

    /** A member can be a flexible array, or a function: what has no size takes no room. */
    private long sizeOf(final int number) {
        try {
            return btf.sizeOf(number);
        } catch (final BtfFormatException e) {
            return 0;
        }
    }

    /** Declares a name, which may be empty, to be of a type. */
    void declare(final int number, final String name, final int level, final int depth) throws BtfFormatException {
        if (depth <= 0) {
            throw CHeader.tooDeep(number);
        }
        final Deque<Integer> chain = new ArrayDeque<>();
        int current = number;
        int next = next(current);
        chain.push(current);
        while (next >= 0) {
            if (chain.size() > CHeader.MAX_DEPTH) {
                throw CHeader.tooDeep(number);
            }
            current = next;
            next = next(current);
            chain.push(current);
        }
        writeChain(chain, name, level, depth);
    }

    /** What a type is made from, to be written before it; negative for one that stands for itself. */
    private int next(final int number) {
        return switch (btf.type(number)) {
            case BtfType.Typedef _ -> -1;
            case BtfType.Modifier type -> type.type();
            case BtfType.Pointer type -> type.type();
            case BtfType.Array type -> type.type();
            case BtfType.Prototype type -> type.returnType();
            default -> -1;
        };
    }

    private void writeChain(final Deque<Integer> chain, final String name, final int level, final int depth)
            throws BtfFormatException {
        if (depth <= 0) {
            throw CHeader.tooDeep(chain.isEmpty() ? 0 : chain.peek());
        }
        boolean afterPointer = true;
        while (!chain.isEmpty()) {
            final int number = chain.pop();
            final BtfType type = btf.type(number);
            switch (type) {
                case BtfType.Pointer _ -> add(afterPointer ? "*" : " *");
                case BtfType.Qualifier qualifier -> add(" " + CHeader.word(qualifier.kind()));
                case BtfType.TypeTag tag -> {
                    writeQualifiers(chain);
                    add(" __attribute__((btf_type_tag(\"%s\")))".formatted(tag.name()));
                }
                case BtfType.Array array -> {
                    writeArray(array, chain, name, afterPointer, level, depth);
                    return;
                }
                case BtfType.Prototype prototype -> {
                    writePrototype(prototype, chain, name, afterPointer, level, depth);
                    return;
                }
                default -> {
                    writeQualifiers(chain);
                    writeBase(number, type, level, depth);
                }
            }
            afterPointer = type instanceof BtfType.Pointer;
        }
        writeName(name, afterPointer);
    }

    private void writeBase(final int number, final BtfType type, final int level, final int depth)
            throws BtfFormatException {
        final boolean anonymous = type.name().isEmpty();
        switch (type) {
            case BtfType.Struct struct when anonymous -> struct(number, struct, level, depth);
            case BtfType.Struct struct -> forward(number, struct);
            case BtfType.Enumeration enumeration when anonymous -> enumeration(number, enumeration, level);
            case BtfType.Enumeration _ -> add("enum " + names.tag(number));
            case BtfType.Forward forward -> forward(number, forward);
            case BtfType.Typedef _ -> add(names.identifier(number));
            case BtfType.Int _, BtfType.FloatingPoint _, BtfType.Void _ -> add(type.name());
            default -> throw new BtfFormatException(Btf.SECTION, -1,
                    "type %d (%s) cannot be part of a declaration".formatted(number, btf.describe(number)));
        }
    }

    private void writeName(final String name, final boolean afterPointer) throws BtfFormatException {
        add(name.isEmpty() || afterPointer ? name : " " + name);
    }

    private void writeQualifiers(final Deque<Integer> chain) throws BtfFormatException {
        while (!chain.isEmpty() && btf.type(chain.peek()) instanceof final BtfType.Qualifier qualifier) {
            add(CHeader.word(qualifier.kind()) + " ");
            chain.pop();
        }
    }

    /** Compilers say of an array, or of a function that does not return, what belongs to its elements or is no type. */
    private void dropModifiers(final Deque<Integer> chain) {
        while (!chain.isEmpty() && btf.type(chain.peek()) instanceof final BtfType.Modifier modifier
                && !(modifier instanceof BtfType.Typedef)) {
            chain.pop();
        }
    }

    private void writeArray(
            final BtfType.Array array, final Deque<Integer> chain, final String name, final boolean afterPointer,
            final int level, final int depth) throws BtfFormatException {
        dropModifiers(chain);
        final String dimension = "[" + Integer.toUnsignedString(array.elements()) + "]";
        if (chain.isEmpty()) {
            writeName(name, afterPointer);
            add(dimension);
            return;
        }
        final boolean severalDimensions = btf.type(chain.peek()) instanceof BtfType.Array;
        if (!name.isEmpty() && !afterPointer) {
            add(" ");
        }
        add(severalDimensions ? "" : "(");
        writeChain(chain, name, level, depth - 1);
        add(severalDimensions ? "" : ")").add(dimension);
    }

    private void writePrototype(
            final BtfType.Prototype prototype, final Deque<Integer> chain, final String name,
            final boolean afterPointer, final int level, final int depth) throws BtfFormatException {
        dropModifiers(chain);
        if (chain.isEmpty()) {
            writeName(name, afterPointer);
        } else {
            add(" (");
            writeChain(chain, name, level, depth - 1);
            add(")");
        }
        final int count = prototype.parameters().size();
        if (count == 0 || count == 1 && prototype.parameters().getFirst().type() == 0) {
            add("(void)");
            return;
        }
        add("(");
        for (int i = 0; i < count; i++) {
            final BtfType.Parameter parameter = prototype.parameters().get(i);
            add(i > 0 ? ", " : "");
            if (i == count - 1 && parameter.type() == 0) {
                add("...");
            } else {
                declare(parameter.type(), parameter.name(), level, depth - 1);
            }
        }
        add(")");
    }

    private CDeclarations line(final int level) throws BtfFormatException {
        return add("\n" + "\t".repeat(Math.min(level, CHeader.MAX_DEPTH)));
    }

    CDeclarations add(final String text) throws BtfFormatException {
        if (out.length() + text.length() > CHeader.MAX_LENGTH) {
            throw new BtfFormatException(Btf.SECTION, -1,
                    "the types in C are more than %d characters".formatted(CHeader.MAX_LENGTH));
        }
        out.append(text);
        return this;
    }
}
