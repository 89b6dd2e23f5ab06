package io.bpfarena.runtime.btf;

import java.util.Arrays;
import java.util.Locale;

/**
 * All types as a C header (libbpf's btf_dump.c, as bpftool prints it with {@code format c}): each definition once,
 * after those that it needs; what is only pointed to gets a forward declaration. A compiler lays the structures out as
 * the BTF says.
 */
final class CHeader {
    /** How deep declarations may nest; those of a kernel stay below 100. */
    static final int MAX_DEPTH = 512;

    /** Characters; a kernel has some 3 million. */
    static final int MAX_LENGTH = 16 << 20;

    /** Types looked at; a forger's can refer to each other so that it never ends. */
    private static final int MAX_STEPS = 1 << 23;

    private static final String START = """
            #ifndef __VMLINUX_H__
            #define __VMLINUX_H__

            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
            #endif

            """;
    private static final String END = """
            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute pop
            #endif

            #endif /* __VMLINUX_H__ */
            """;

    private enum State { NOT_EMITTED, EMITTING, EMITTED }

    private final Btf btf;
    private final StringBuilder out = new StringBuilder(START);
    private final CDeclarations declarations;
    private final State[] states;
    private final boolean[] forwardEmitted;
    private int steps;

    private CHeader(final Btf btf) {
        this.btf = btf;
        this.declarations = new CDeclarations(btf, out);
        this.states = new State[btf.size()];
        Arrays.fill(states, State.NOT_EMITTED);
        states[0] = State.EMITTED;
        this.forwardEmitted = new boolean[btf.size()];
    }

    static String of(final Btf btf) throws BtfFormatException {
        return new CHeader(btf).write();
    }

    private String write() throws BtfFormatException {
        final COrder order = new COrder(btf);
        for (int number = 1; number < btf.size(); number++) {
            for (final int needed : order.of(number)) {
                emit(needed, 0, MAX_DEPTH);
            }
        }
        return out.append(END).toString();
    }

    static BtfFormatException tooDeep(final int number) {
        return new BtfFormatException(Btf.SECTION, -1,
                "type %d: more than %d types within each other".formatted(number, MAX_DEPTH));
    }

    static String word(final BtfType.QualifierKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Emits a definition, or, within another, what that needs to be declared before it. */
    private void emit(final int number, final int container, final int depth) throws BtfFormatException {
        if (depth == 0) {
            throw tooDeep(number);
        }
        if (++steps > MAX_STEPS) {
            throw new BtfFormatException(Btf.SECTION, -1, "types refer to each other without end");
        }
        if (states[number] == State.EMITTED) {
            return;
        }
        final BtfType type = btf.type(number);
        if (states[number] == State.EMITTING) {
            emitAgain(number, type, container);
            return;
        }
        switch (type) {
            case BtfType.Int _ -> states[number] = State.EMITTED;
            case BtfType.Enumeration enumeration -> {
                if (container == 0) {
                    declarations.enumeration(number, enumeration, 0);
                    declarations.add(";\n\n");
                }
                states[number] = State.EMITTED;
            }
            case BtfType.Forward forward -> {
                declarations.forward(number, forward);
                declarations.add(";\n\n");
                states[number] = State.EMITTED;
            }
            case BtfType.Typedef typedef -> {
                states[number] = State.EMITTING;
                emit(typedef.type(), number, depth - 1);
                if (!forwardEmitted[number]) {
                    emitTypedef(number, typedef);
                }
                states[number] = State.EMITTED;
            }
            case BtfType.Struct struct -> emitStruct(number, struct, container, depth);
            case BtfType.Pointer pointer -> emit(pointer.type(), container, depth - 1);
            case BtfType.Modifier modifier -> emit(modifier.type(), container, depth - 1);
            case BtfType.Array array -> emit(array.type(), container, depth - 1);
            case BtfType.Prototype prototype -> {
                emit(prototype.returnType(), container, depth - 1);
                for (final BtfType.Parameter parameter : prototype.parameters()) {
                    emit(parameter.type(), container, depth - 1);
                }
            }
            default -> { }
        }
    }

    /** It is referred to by what it needs itself: a forward declaration, or for a typedef the definition, will do. */
    private void emitAgain(final int number, final BtfType type, final int container) throws BtfFormatException {
        if (forwardEmitted[number]) {
            return;
        }
        if (type instanceof final BtfType.Struct struct && number != container) {
            if (struct.name().isEmpty()) {
                throw new BtfFormatException(Btf.SECTION, -1,
                        "type %d: an anonymous structure refers to itself".formatted(number));
            }
            emitForward(number, struct);
        } else if (type instanceof final BtfType.Typedef typedef) {
            emitTypedef(number, typedef);
            forwardEmitted[number] = true;
        }
    }

    private void emitForward(final int number, final BtfType.Struct struct) throws BtfFormatException {
        declarations.forward(number, struct);
        declarations.add(";\n\n");
        forwardEmitted[number] = true;
    }

    /** One name is the compiler's own. */
    private void emitTypedef(final int number, final BtfType.Typedef typedef) throws BtfFormatException {
        if (typedef.name().equals("__builtin_va_list")) {
            return;
        }
        declarations.typedef(number, typedef);
        declarations.add(";\n\n");
    }

    private void emitStruct(
            final int number, final BtfType.Struct struct, final int container, final int depth)
            throws BtfFormatException {
        final boolean anonymous = struct.name().isEmpty();
        states[number] = State.EMITTING;
        if (container == 0 || anonymous) {
            for (final BtfType.Member member : struct.members()) {
                emit(member.type(), anonymous ? container : number, depth - 1);
            }
        } else if (!forwardEmitted[number] && number != container) {
            emitForward(number, struct);
        }
        if (container == 0) {
            declarations.struct(number, struct, 0, MAX_DEPTH);
            declarations.add(";\n\n");
            states[number] = State.EMITTED;
        } else {
            states[number] = State.NOT_EMITTED;
        }
    }
}
