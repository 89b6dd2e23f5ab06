package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.*;

/**
 * An operation as it was read, and the label it refers to if there is one: then its offset is yet to be filled in.
 *
 * @param operation as far as it is known.
 * @param label     name that it refers to, or null.
 */
record Statement(Operation operation, Token label) {
    static Statement of(final Operation operation) {
        return new Statement(operation, null);
    }

    /** The operation with the label's distance from the slot after this instruction's first. */
    Operation resolved(final int offset) throws AssemblyException {
        return switch (operation) {
            case Goto _ -> new Goto(near(offset));
            case MayGoto _ -> new MayGoto(near(offset));
            case Branch it -> new Branch(it.width(), it.comparison(), it.dst(), it.source(), near(offset));
            case GotoLong _ -> new GotoLong(offset);
            case CallSubprogram _ -> new CallSubprogram(offset);
            case LoadReference it -> new LoadReference(it.dst(), it.kind(), offset & 0xFFFF_FFFFL);
            default -> throw new IllegalStateException("no label can be in " + operation);
        };
    }

    private int near(final int offset) throws AssemblyException {
        if (offset != (short) offset) {
            throw label.unexpected("a label at most 32767 slots away, for others there is gotol");
        }
        return offset;
    }
}
