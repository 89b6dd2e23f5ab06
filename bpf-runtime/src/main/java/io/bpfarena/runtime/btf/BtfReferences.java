package io.bpfarena.runtime.btf;

import java.util.List;
import java.util.Locale;

/** Checks that every number of a type within BTF is that of a type, and of one that can stand there. */
final class BtfReferences {
    private final List<BtfType> types;
    private int current;

    private BtfReferences(final List<BtfType> types) {
        this.types = types;
    }

    static void check(final List<BtfType> types) throws BtfFormatException {
        final BtfReferences references = new BtfReferences(types);
        for (int i = 1; i < types.size(); i++) {
            references.current = i;
            references.check(types.get(i));
        }
    }

    private void check(final BtfType type) throws BtfFormatException {
        switch (type) {
            case BtfType.Void _, BtfType.Int _, BtfType.FloatingPoint _, BtfType.Forward _,
                    BtfType.Enumeration _ -> { }
            case BtfType.Pointer pointer -> any(pointer.type());
            case BtfType.Modifier modifier -> any(modifier.type());
            case BtfType.Array array -> {
                any(array.type());
                any(array.indexType());
            }
            case BtfType.Struct struct -> {
                for (final BtfType.Member member : struct.members()) {
                    any(member.type());
                }
            }
            case BtfType.Function function -> of(function.type(), BtfType.Prototype.class);
            case BtfType.Prototype prototype -> {
                any(prototype.returnType());
                for (final BtfType.Parameter parameter : prototype.parameters()) {
                    any(parameter.type());
                }
            }
            case BtfType.Variable variable -> any(variable.type());
            case BtfType.DataSection section -> {
                for (final BtfType.SectionVariable variable : section.variables()) {
                    any(variable.type());
                    if (!(types.get(variable.type()) instanceof BtfType.Variable
                            || types.get(variable.type()) instanceof BtfType.Function)) {
                        throw wrong("section '%s' holds type %d, which is no variable and no function"
                                .formatted(section.name(), variable.type()));
                    }
                }
            }
            case BtfType.DeclarationTag tag -> any(tag.type());
        }
    }

    private void any(final int number) throws BtfFormatException {
        if (number < 0 || number >= types.size()) {
            throw wrong("type %d refers to type %s, but there are %d"
                    .formatted(current, Integer.toUnsignedString(number), types.size()));
        }
    }

    private void of(final int number, final Class<? extends BtfType> wanted) throws BtfFormatException {
        any(number);
        if (!wanted.isInstance(types.get(number))) {
            throw wrong("type %d refers to type %d, which is not a %s"
                    .formatted(current, number, wanted.getSimpleName().toLowerCase(Locale.ROOT)));
        }
    }

    private static BtfFormatException wrong(final String message) {
        return new BtfFormatException(Btf.SECTION, -1, message);
    }
}
