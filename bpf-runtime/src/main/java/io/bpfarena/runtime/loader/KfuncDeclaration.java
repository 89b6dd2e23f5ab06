package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.helper.FunctionPrototype;
import io.bpfarena.runtime.helper.ValueType;
import java.util.List;

/**
 * How an object declares a kfunc. Like libbpf (bpf_object__resolve_ksym_func_btf_id) it goes by the name up to three
 * underscores, and must have as many parameters as the kfunc, of the same kinds: integers of all sizes are alike, and
 * so are pointers to anything. One {@code void *} may follow: some kfuncs had a last parameter that the kernel filled
 * in ({@code aux__prog}), and objects of that time still declare it.
 *
 * @param types     of the object.
 * @param prototype number of the declaration's.
 */
record KfuncDeclaration(Btf types, int prototype) {
    private static final String FLAVOR = "___";

    /** The name by which a kfunc is looked for: {@code bpf_throw} for {@code bpf_throw___new}. */
    static String essentialName(final String name) {
        final int flavor = name.indexOf(FLAVOR, 1);
        return flavor < 0 ? name : name.substring(0, flavor);
    }

    boolean fits(final FunctionPrototype kfunc) {
        final BtfType.Prototype declared = (BtfType.Prototype) types.type(prototype);
        final List<BtfType.Parameter> parameters = declared.parameters();
        final int count = kfunc.parameters().size();
        if (parameters.size() < count || !isOf(declared.returnType(), kfunc.returnType())) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!isOf(parameters.get(i).type(), kfunc.parameters().get(i).type())) {
                return false;
            }
        }
        return parameters.size() == count
                || parameters.size() == count + 1 && isVoidPointer(parameters.getLast().type());
    }

    private boolean isVoidPointer(final int type) {
        return resolved(type) instanceof final BtfType.Pointer pointer
                && resolved(pointer.type()) instanceof BtfType.Void;
    }

    private boolean isOf(final int type, final ValueType wanted) {
        final BtfType declared = resolved(type);
        return switch (wanted.kind()) {
            case VOID -> declared instanceof BtfType.Void;
            case INTEGER -> declared instanceof BtfType.Int;
            case ENUMERATION -> declared instanceof BtfType.Enumeration;
            case POINTER -> declared instanceof BtfType.Pointer;
        };
    }

    /** The type without typedefs and qualifiers; if they have no end, one of them, which is like nothing. */
    private BtfType resolved(final int type) {
        try {
            return types.type(types.resolve(type));
        } catch (final BtfFormatException e) {
            return types.type(type);
        }
    }

    /** As in C. */
    String text() {
        return types.describe(prototype);
    }
}
