package io.bpfarena.runtime.helper;

import java.util.List;

/**
 * What a function takes and gives. Calls go by it: an argument of a narrow type reaches the function narrowed, as it
 * would a C function, so {@code u32 page_cnt} is the low half of its register; and a kfunc whose result is narrow
 * leaves zeros in the rest of r0, as a kernel function compiled for x86-64 does.
 *
 * @param name       of the function.
 * @param returnType what it gives.
 * @param parameters what it takes, at most five, one register each.
 * @param variadic   whether {@code ...} follows them.
 * @param text       the declaration in C.
 */
public record FunctionPrototype(
        String name, ValueType returnType, List<Parameter> parameters, boolean variadic, String text) {
    /** Registers that hold arguments. */
    public static final int MAX_PARAMETERS = 5;

    /**
     * A parameter.
     *
     * @param name empty if it has none.
     * @param type its type.
     */
    public record Parameter(String name, ValueType type) {
    }

    /** Copies the list. */
    public FunctionPrototype {
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads a declaration in C, such as {@code int bpf_strncmp(const char *s1, u32 s1_sz, const char *s2)}.
     *
     * @param declaration of a function, with or without a semicolon.
     * @return the prototype.
     * @throws IllegalArgumentException if it is no declaration of a function, has a type that is not known or does not
     *                                  fit into a register, or more than five parameters.
     */
    public static FunctionPrototype parse(final String declaration) {
        return new PrototypeParser(declaration).parse();
    }

    /**
     * The function as C would call it.
     *
     * @param function of this prototype.
     * @param narrowResult whether a narrow result leaves zeros in the rest of the register.
     * @return one that narrows its arguments first.
     */
    BpfFunction narrowing(final BpfFunction function, final boolean narrowResult) {
        final ValueType result = returnType;
        final BpfFunction narrowed = narrowArguments(function);
        if (!narrowResult || !result.isNarrow()) {
            return narrowed;
        }
        final long mask = -1L >>> Long.SIZE - Byte.SIZE * result.bytes();
        return (context, r1, r2, r3, r4, r5) -> narrowed.call(context, r1, r2, r3, r4, r5) & mask;
    }

    private BpfFunction narrowArguments(final BpfFunction function) {
        if (parameters.stream().noneMatch(parameter -> parameter.type().isNarrow())) {
            return function;
        }
        final ValueType t1 = type(0);
        final ValueType t2 = type(1);
        final ValueType t3 = type(2);
        final ValueType t4 = type(3);
        final ValueType t5 = type(4);
        return (context, r1, r2, r3, r4, r5) -> function.call(
                context, t1.narrow(r1), t2.narrow(r2), t3.narrow(r3), t4.narrow(r4), t5.narrow(r5));
    }

    /** The type of a parameter; of a register that holds none, one that leaves it as it is. */
    private ValueType type(final int index) {
        return index < parameters.size() ? parameters.get(index).type() : ValueType.REGISTER;
    }

    @Override
    public String toString() {
        return text;
    }
}
