package io.bpfarena.runtime.btf;

import java.util.Locale;
import java.util.stream.Collectors;

/** Types as one would write them in C. */
final class BtfDescription {
    private static final String ENDLESS = "...";

    private BtfDescription() {
    }

    static String of(final Btf btf, final int number) {
        return of(btf, number, BtfLimits.RESOLVE_DEPTH);
    }

    private static String of(final Btf btf, final int number, final int depth) {
        if (depth == 0) {
            return ENDLESS;
        }
        return switch (btf.type(number)) {
            case BtfType.Void _ -> "void";
            case BtfType.Int type -> type.name();
            case BtfType.FloatingPoint type -> type.name();
            case BtfType.Typedef type -> type.name();
            case BtfType.Variable type -> type.name();
            case BtfType.Function type -> type.name();
            case BtfType.DataSection type -> type.name();
            case BtfType.Struct type -> tagged(type.union() ? "union" : "struct", type.name());
            case BtfType.Forward type -> tagged(type.union() ? "union" : "struct", type.name());
            case BtfType.Enumeration type -> tagged("enum", type.name());
            case BtfType.Qualifier type -> qualified(btf, type, depth);
            case BtfType.TypeTag type -> of(btf, type.type(), depth - 1);
            case BtfType.DeclarationTag type -> of(btf, type.type(), depth - 1);
            case BtfType.Pointer type -> pointer(btf, type, depth);
            case BtfType.Array type -> array(btf, number, depth);
            case BtfType.Prototype type -> prototype(btf, type, "", depth);
        };
    }

    private static String tagged(final String keyword, final String name) {
        return keyword + " " + (name.isEmpty() ? "{...}" : name);
    }

    private static String qualified(final Btf btf, final BtfType.Qualifier type, final int depth) {
        final String keyword = type.kind().name().toLowerCase(Locale.ROOT);
        final String other = of(btf, type.type(), depth - 1);
        return btf.type(type.type()) instanceof BtfType.Pointer ? other + " " + keyword : keyword + " " + other;
    }

    private static String pointer(final Btf btf, final BtfType.Pointer pointer, final int depth) {
        if (btf.type(pointer.type()) instanceof BtfType.Prototype prototype) {
            return prototype(btf, prototype, "(*)", depth - 1);
        }
        final String target = of(btf, pointer.type(), depth - 1);
        return target.endsWith("*") ? target + "*" : target + " *";
    }

    private static String array(final Btf btf, final int number, final int depth) {
        final StringBuilder dimensions = new StringBuilder();
        int current = number;
        for (int i = 0; i < depth && btf.type(current) instanceof BtfType.Array array; i++) {
            dimensions.append('[').append(Integer.toUnsignedString(array.elements())).append(']');
            current = array.type();
        }
        return (btf.type(current) instanceof BtfType.Array ? ENDLESS : of(btf, current, depth - 1)) + dimensions;
    }

    private static String prototype(
            final Btf btf, final BtfType.Prototype type, final String middle, final int depth) {
        if (depth <= 1) {
            return ENDLESS;
        }
        // Each level names at most eight parameters and goes half as deep, so that a forger's text stays short.
        final String parameters = type.parameters().stream().limit(8)
                .map(parameter -> parameter.type() == 0 ? "..." : of(btf, parameter.type(), Math.min(depth / 4, 4)))
                .collect(Collectors.joining(", "));
        return of(btf, type.returnType(), depth - 1) + " " + middle
                + "(" + (parameters.isEmpty() ? "void" : parameters) + ")";
    }
}
