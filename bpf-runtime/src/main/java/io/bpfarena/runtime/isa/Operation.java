package io.bpfarena.runtime.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * What an instruction does, taken out of the fields of its slots: the form from which its text is made and into which
 * text is read.
 *
 * <pre>
 *   slots  bf 21 01 00 01 00 00 00     code 0xbf, dst 1, src 2, offset 1, imm 1
 *   is     CastAddressSpace(dst 1, src 2, to 0, from 1)
 *   reads  r1 = addr_space_cast(r2, 0x0, 0x1)       or      (bf) r1 = addr_space_cast(r2, 0, 1)
 * </pre>
 *
 * <p>Decoding loses nothing: {@code decode(x).encode()} is {@code x} for any slots. So what has fields that its
 * operation has no room for, such as an immediate beside a source register, is {@link Unknown}, and so is what names
 * registers above r10. Whether a program may use an operation is another question ({@link BytecodeValidator}): writing
 * to r10 is an operation, but not allowed.
 */
public sealed interface Operation {
    /** {@code dst op= source}. */
    record Arithmetic(Width width, BinaryOperator operator, int dst, Operand source) implements Operation {
    }

    /** {@code dst = -dst}. */
    record Negate(Width width, int dst) implements Operation {
    }

    /** {@code dst = source}. */
    record Move(Width width, int dst, Operand source) implements Operation {
    }

    /** {@code dst = src}, of which only the low 8, 16 or 32 bits count, extended by their sign. */
    record SignExtend(Width width, int bits, int dst, int src) implements Operation {
    }

    /** {@code addr_space_cast}; the address spaces are 16 bits each. */
    record CastAddressSpace(int dst, int src, int to, int from) implements Operation {
    }

    /** Byte order of the low 16, 32 or 64 bits of a register. */
    record OrderBytes(ByteOrdering ordering, int bits, int dst) implements Operation {
    }

    /** {@code ld_imm64} of a number. */
    record LoadNumber(int dst, long value) implements Operation {
        @Override
        public int slots() {
            return 2;
        }
    }

    /**
     * {@code ld_imm64} of something that is not a number.
     *
     * @param kind  the source field, such as {@link Opcode#PSEUDO_MAP_FD}; not 0.
     * @param value both immediates as one number; what each means depends on the kind.
     */
    record LoadReference(int dst, int kind, long value) implements Operation {
        @Override
        public int slots() {
            return 2;
        }

        /** {@return the immediate of the first slot: which map, or how far the subprogram is from the next slot} */
        public int target() {
            return (int) value;
        }

        /** {@return the immediate of the second slot: the offset in a map's value} */
        public int offset() {
            return (int) (value >>> 32);
        }
    }

    /** {@code dst = *address}; {@code signed} extends by the sign. */
    record Load(MemorySize size, boolean signed, int dst, Address address) implements Operation {
    }

    /** {@code *address = source}. */
    record Store(MemorySize size, Address address, Operand source) implements Operation {
    }

    /** {@code *address op= src} as one; with {@code fetch} src gets the old value. */
    record AtomicUpdate(MemorySize size, AtomicOperator operator, boolean fetch, Address address, int src)
            implements Operation {
    }

    /** Memory and src change places as one. */
    record Exchange(MemorySize size, Address address, int src) implements Operation {
    }

    /** Memory becomes src if it is r0, as one; r0 gets the old value. */
    record CompareExchange(MemorySize size, Address address, int src) implements Operation {
    }

    /** A load before all that comes after it. */
    record LoadAcquire(MemorySize size, int dst, Address address) implements Operation {
    }

    /** A store after all that came before it. */
    record StoreRelease(MemorySize size, Address address, int src) implements Operation {
    }

    /** Legacy load of packet data at a fixed place into r0. */
    record LoadPacket(MemorySize size, int position) implements Operation {
    }

    /** Legacy load of packet data at a register plus a number into r0. */
    record LoadPacketIndexed(MemorySize size, int index, int position) implements Operation {
    }

    /** {@code goto}; offset in slots from the next one, 16 bits. */
    record Goto(int offset) implements Operation {
    }

    /** {@code gotol}; offset in slots from the next one, 32 bits. */
    record GotoLong(int offset) implements Operation {
    }

    /** {@code may_goto}: leaves a loop that has run for too long. */
    record MayGoto(int offset) implements Operation {
    }

    /** {@code if dst comparison source goto offset}. */
    record Branch(Width width, Comparison comparison, int dst, Operand source, int offset) implements Operation {
    }

    /** Calls a helper by number. */
    record CallHelper(int number) implements Operation {
    }

    /** Calls a subprogram; offset in slots from the next one. */
    record CallSubprogram(int offset) implements Operation {
    }

    /** Calls a kfunc; the number is the loader's business. */
    record CallKfunc(int number) implements Operation {
    }

    /** {@code callx}: calls what a register points to. */
    record CallRegister(int register) implements Operation {
    }

    /** {@code exit}. */
    record Exit() implements Operation {
    }

    /** No operation of the set. */
    record Unknown(long slot) implements Operation {
    }

    /**
     * A place in memory.
     *
     * @param base   register.
     * @param offset bytes, 16 bits.
     */
    record Address(int base, int offset) {
    }

    /** {@return how many slots it takes: 2 for {@code ld_imm64}, else 1} */
    default int slots() {
        return 1;
    }

    /** {@return its slots} */
    default List<Instruction> encode() {
        return OperationEncoder.encode(this);
    }

    /**
     * Decodes the operation of a slot.
     *
     * @param instruction any slot.
     * @param next        the slot after it, or null at the end; used by {@code ld_imm64} alone.
     * @return what it does.
     */
    static Operation decode(final Instruction instruction, final Instruction next) {
        return OperationDecoder.decode(instruction, next);
    }

    /**
     * Decodes the operation that starts at a slot.
     *
     * @param instructions slots.
     * @param slot         one of them.
     * @return what it does.
     */
    static Operation decodeAt(final List<Instruction> instructions, final int slot) {
        return decode(instructions.get(slot), slot + 1 < instructions.size() ? instructions.get(slot + 1) : null);
    }

    /**
     * Decodes bytecode from end to end.
     *
     * @param instructions slots.
     * @return operations, which take as many slots together.
     */
    static List<Operation> decodeAll(final List<Instruction> instructions) {
        final List<Operation> operations = new ArrayList<>();
        for (int slot = 0; slot < instructions.size(); slot += operations.getLast().slots()) {
            operations.add(decodeAt(instructions, slot));
        }
        return operations;
    }
}
