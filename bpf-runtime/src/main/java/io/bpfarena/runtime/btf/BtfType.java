package io.bpfarena.runtime.btf;

import java.util.List;

/**
 * A type, by its kind ({@code enum} of BTF_KIND_ in the kernel's uapi btf.h). Types refer to others by number; 0 is
 * {@code void}. An anonymous type has an empty name.
 */
public sealed interface BtfType {
    /** {@return the name; empty if it has none} */
    String name();

    /** A type that only says something more about another, and has its size: {@code const} and the like. */
    sealed interface Modifier extends BtfType {
        /** {@return number of the other type} */
        int type();
    }

    /** Number 0. */
    record Void() implements BtfType {
        @Override
        public String name() {
            return "void";
        }
    }

    /**
     * An integer.
     *
     * @param name      such as {@code unsigned int}.
     * @param size      bytes.
     * @param bits      how many of them count.
     * @param bitOffset where they start.
     * @param encoding  of {@link #SIGNED}, {@link #CHAR} and {@link #BOOL}.
     */
    record Int(String name, int size, int bits, int bitOffset, int encoding) implements BtfType {
        /** Encoding: signed. */
        public static final int SIGNED = 1;
        /** Encoding: a character. */
        public static final int CHAR = 2;
        /** Encoding: a truth value. */
        public static final int BOOL = 4;
    }

    /**
     * A pointer.
     *
     * @param type to what.
     */
    record Pointer(int type) implements BtfType {
        @Override
        public String name() {
            return "";
        }
    }

    /**
     * An array.
     *
     * @param type      of its elements.
     * @param indexType of its index.
     * @param elements  how many, unsigned.
     */
    record Array(int type, int indexType, int elements) implements BtfType {
        @Override
        public String name() {
            return "";
        }
    }

    /**
     * A structure or union.
     *
     * @param name    its tag.
     * @param union   whether it is a union.
     * @param size    bytes.
     * @param members in order.
     */
    record Struct(String name, boolean union, int size, List<Member> members) implements BtfType {
    }

    /**
     * A member of a structure or union.
     *
     * @param name         empty for an anonymous structure within.
     * @param type         its type.
     * @param bitOffset    from the start of the structure.
     * @param bitfieldSize bits of a bit-field, 0 if it is none.
     */
    record Member(String name, int type, int bitOffset, int bitfieldSize) {
    }

    /**
     * An enumeration; 32-bit ones and 64-bit ones differ only in the size of their values.
     *
     * @param name   its tag.
     * @param size   bytes: 1 to 8.
     * @param signed whether its values are.
     * @param wide   whether it is of kind ENUM64.
     * @param values in order.
     */
    record Enumeration(String name, int size, boolean signed, boolean wide, List<Enumerator> values)
            implements BtfType {
    }

    /**
     * A value of an enumeration.
     *
     * @param name  of the constant.
     * @param value its value; of an unsigned one the bits.
     */
    record Enumerator(String name, long value) {
    }

    /**
     * A structure or union that is declared only.
     *
     * @param name  its tag.
     * @param union whether it is a union.
     */
    record Forward(String name, boolean union) implements BtfType {
    }

    /**
     * Another name for a type.
     *
     * @param name the name.
     * @param type the type.
     */
    record Typedef(String name, int type) implements Modifier {
    }

    /**
     * {@code volatile}, {@code const} or {@code restrict}.
     *
     * @param kind which.
     * @param type of what.
     */
    record Qualifier(QualifierKind kind, int type) implements Modifier {
        @Override
        public String name() {
            return "";
        }
    }

    /** The qualifiers of C. */
    enum QualifierKind {
        VOLATILE, CONST, RESTRICT
    }

    /**
     * An attribute of a type, {@code btf_type_tag}.
     *
     * @param name the attribute's text.
     * @param type that has it.
     */
    record TypeTag(String name, int type) implements Modifier {
    }

    /**
     * A function.
     *
     * @param name    of the function.
     * @param type    its prototype.
     * @param linkage static, global or extern.
     */
    record Function(String name, int type, Linkage linkage) implements BtfType {
    }

    /** From where a function or variable can be seen. */
    enum Linkage {
        STATIC, GLOBAL, EXTERN
    }

    /**
     * What a function takes and gives.
     *
     * @param returnType of what it gives.
     * @param parameters in order; a last one of type 0 without name stands for {@code ...}.
     */
    record Prototype(int returnType, List<Parameter> parameters) implements BtfType {
        @Override
        public String name() {
            return "";
        }
    }

    /**
     * A parameter.
     *
     * @param name may be empty.
     * @param type its type.
     */
    record Parameter(String name, int type) {
    }

    /**
     * A variable.
     *
     * @param name    of the variable.
     * @param type    its type.
     * @param linkage static, global or extern.
     */
    record Variable(String name, int type, Linkage linkage) implements BtfType {
    }

    /**
     * A section of variables.
     *
     * @param name      of the ELF section.
     * @param size      bytes; 0 as clang leaves it, the ELF section knows.
     * @param variables in order.
     */
    record DataSection(String name, int size, List<SectionVariable> variables) implements BtfType {
    }

    /**
     * A variable's place in its section.
     *
     * @param type   number of a {@link Variable} or, for an extern, a {@link Function}.
     * @param offset bytes from the start of the section.
     * @param size   bytes.
     */
    record SectionVariable(int type, int offset, int size) {
    }

    /**
     * A floating-point number.
     *
     * @param name such as {@code double}.
     * @param size bytes.
     */
    record FloatingPoint(String name, int size) implements BtfType {
    }

    /**
     * An attribute of a declaration, {@code btf_decl_tag}.
     *
     * @param name      the attribute's text.
     * @param type      that has it.
     * @param component number of the member or parameter that has it, -1 for the whole.
     */
    record DeclarationTag(String name, int type, int component) implements BtfType {
    }
}
