package io.bpfarena.runtime.btf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In what order definitions must stand in C (libbpf's btf_dump_order_type): what lies within another comes before it,
 * what another only points to need not, since a forward declaration will do.
 *
 * <p>Worked example: {@code struct a { struct b b; struct c *c; }} asks for {@code struct b}, then {@code struct a};
 * {@code struct c} has its turn when its own number comes.
 */
final class COrder {
    private enum State { UNSEEN, UNDER_WAY, DONE }

    private final Btf btf;
    private final State[] states;
    private final boolean[] referenced;
    private final List<Integer> queue = new ArrayList<>();

    COrder(final Btf btf) {
        this.btf = btf;
        this.states = new State[btf.size()];
        Arrays.fill(states, State.UNSEEN);
        states[0] = State.DONE;
        this.referenced = new boolean[btf.size()];
        for (int i = 1; i < btf.size(); i++) {
            markReferenced(btf.type(i));
        }
    }

    /** An anonymous enumeration that nobody refers to is a definition of its own: it names constants. */
    private void markReferenced(final BtfType type) {
        switch (type) {
            case BtfType.Modifier other -> referenced[other.type()] = true;
            case BtfType.Pointer pointer -> referenced[pointer.type()] = true;
            case BtfType.Function function -> referenced[function.type()] = true;
            case BtfType.Variable variable -> referenced[variable.type()] = true;
            case BtfType.DeclarationTag tag -> referenced[tag.type()] = true;
            case BtfType.Array array -> {
                referenced[array.type()] = true;
                referenced[array.indexType()] = true;
            }
            case BtfType.Struct struct -> struct.members().forEach(member -> referenced[member.type()] = true);
            case BtfType.Prototype prototype ->
                prototype.parameters().forEach(parameter -> referenced[parameter.type()] = true);
            case BtfType.DataSection section ->
                section.variables().forEach(variable -> referenced[variable.type()] = true);
            default -> { }
        }
    }

    /**
     * What must be defined for a type, itself the last.
     *
     * @param number of the type.
     * @return numbers of structures, unions, enumerations, forward declarations and typedefs.
     * @throws BtfFormatException if types contain themselves, or nest too deep.
     */
    List<Integer> of(final int number) throws BtfFormatException {
        queue.clear();
        order(number, false, CHeader.MAX_DEPTH);
        return List.copyOf(queue);
    }

    /** True if the type is, or will be, defined before; false if it can only be pointed to. */
    private boolean order(final int number, final boolean pointedTo, final int depth) throws BtfFormatException {
        if (depth == 0) {
            throw CHeader.tooDeep(number);
        }
        final BtfType type = btf.type(number);
        if (states[number] == State.DONE) {
            return true;
        }
        if (states[number] == State.UNDER_WAY) {
            if (type instanceof BtfType.Struct && pointedTo && !type.name().isEmpty()) {
                return false;
            }
            throw new BtfFormatException(Btf.SECTION, -1,
                    "type %d (%s) contains itself".formatted(number, btf.describe(number)));
        }
        return switch (type) {
            case BtfType.Int _, BtfType.FloatingPoint _, BtfType.Function _, BtfType.Variable _,
                    BtfType.DataSection _, BtfType.DeclarationTag _, BtfType.Void _ -> {
                states[number] = State.DONE;
                yield false;
            }
            case BtfType.Pointer pointer -> {
                final boolean result = order(pointer.type(), true, depth - 1);
                states[number] = State.DONE;
                yield result;
            }
            case BtfType.Array array -> order(array.type(), false, depth - 1);
            case BtfType.Struct struct -> orderStruct(number, struct, pointedTo, depth);
            case BtfType.Enumeration _, BtfType.Forward _ -> {
                if (!type.name().isEmpty() || !referenced[number]) {
                    queue.add(number);
                }
                states[number] = State.DONE;
                yield true;
            }
            case BtfType.Typedef typedef -> {
                final boolean strong = order(typedef.type(), pointedTo, depth - 1);
                if (pointedTo && !strong) {
                    yield false;
                }
                queue.add(number);
                states[number] = State.DONE;
                yield true;
            }
            case BtfType.Modifier modifier -> order(modifier.type(), pointedTo, depth - 1);
            case BtfType.Prototype prototype -> {
                boolean strong = order(prototype.returnType(), pointedTo, depth - 1);
                for (final BtfType.Parameter parameter : prototype.parameters()) {
                    strong |= order(parameter.type(), pointedTo, depth - 1);
                }
                yield strong;
            }
        };
    }

    private boolean orderStruct(
            final int number, final BtfType.Struct struct, final boolean pointedTo, final int depth)
            throws BtfFormatException {
        // An anonymous one is defined where it is used, even behind a pointer.
        if (pointedTo && !struct.name().isEmpty()) {
            return false;
        }
        states[number] = State.UNDER_WAY;
        for (final BtfType.Member member : struct.members()) {
            order(member.type(), false, depth - 1);
        }
        if (!struct.name().isEmpty()) {
            queue.add(number);
        }
        states[number] = State.DONE;
        return true;
    }
}
