package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.conformance.Environment.ARENA;
import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Atomic operations: RFC 9669, section 5.3, and the kernel's load-acquire and store-release. */
final class AtomicCases {
    /** What is in memory before. */
    private static final long OLD = 0x0123_4567_89AB_CDEFL;
    /** What is in the source register. */
    private static final long OPERAND = 0x1111_1111_FFFF_0001L;
    private static final long OLD_LOW = 0x89AB_CDEFL;

    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final AtomicCases atomics = new AtomicCases();
        for (final Place place : Place.values()) {
            atomics.modifications(place);
            atomics.exchanges(place);
            atomics.acquireAndRelease(place);
        }
        atomics.misaligned();
        return atomics.cases;
    }

    /** Where the operand is: code that puts its address into r6. */
    private enum Place {
        STACK(program(movReg(6, 10), aluImm(ADD, 6, -16))),
        MAP(mapValue(6, 0, 8)),
        ARENA_PAGE(program(mapValue(6, 2, 0x1010), castToArena(6, 6)));

        private final List<Instruction> address;

        Place(final List<Instruction> address) {
            this.address = address;
        }
    }

    private void modifications(final Place place) {
        modification(place, "add", ADD, 0x1234_5679_89AA_CDF0L, 0x0123_4567_89AA_CDF0L);
        modification(place, "or", OR, 0x1133_5577_FFFF_CDEFL, 0x0123_4567_FFFF_CDEFL);
        modification(place, "and", AND, 0x0101_0101_89AB_0001L, 0x0123_4567_89AB_0001L);
        modification(place, "xor", XOR, 0x1032_5476_7654_CDEEL, 0x0123_4567_7654_CDEEL);
    }

    private void modification(
            final Place place, final String name, final int op, final long memory64, final long memory32) {
        both(place, name + "64", DW, op, memory64, OPERAND);
        both(place, name + "32", W, op, memory32, OPERAND);
        both(place, name + "64 with fetch", DW, op | FETCH, memory64, OLD);
        both(place, name + "32 with fetch", W, op | FETCH, memory32, OLD_LOW);
    }

    private void exchanges(final Place place) {
        both(place, "xchg64", DW, XCHG, OPERAND, OLD);
        both(place, "xchg32", W, XCHG, 0x0123_4567_FFFF_0001L, OLD_LOW);
        compare(place, "cmpxchg64 of an equal value", DW, OLD, OPERAND, OLD);
        compare(place, "cmpxchg64 of another value", DW, OLD_LOW, OLD, OLD);
        compare(place, "cmpxchg32 of an equal lower half", W, 0xDEAD_BEEF_89AB_CDEFL,
                0x0123_4567_FFFF_0001L, OLD_LOW);
        compare(place, "cmpxchg32 of another value", W, 0x0123_4567_0000_0000L, OLD, OLD_LOW);
    }

    /** Two cases: what is in memory afterwards, and what in the source register. */
    private void both(final Place place, final String name, final int size, final int op, final long memory,
            final long register) {
        cases.add(IsaCase.of("%s changes %s".formatted(name, place),
                prepared(place), atomic(size, op, 6, 0, 2), load(DW, 0, 6, 0), exit())
                .with(ARENA).returning(memory));
        cases.add(IsaCase.of("%s in %s leaves a register".formatted(name, place),
                prepared(place), atomic(size, op, 6, 0, 2), movReg(0, 2), exit())
                .with(ARENA).returning(register));
    }

    /** Three cases: memory, r0, and the source register, which stays. */
    private void compare(final Place place, final String name, final int size, final long expected,
            final long memory, final long r0) {
        final List<Instruction> code = program(prepared(place), wide(0, expected), atomic(size, CMPXCHG, 6, 0, 2));
        cases.add(IsaCase.of("%s in %s: memory".formatted(name, place),
                code, load(DW, 0, 6, 0), exit()).with(ARENA).returning(memory));
        cases.add(IsaCase.of("%s in %s: r0".formatted(name, place), code, exit()).with(ARENA).returning(r0));
        cases.add(IsaCase.of("%s in %s: source".formatted(name, place),
                code, movReg(0, 2), exit()).with(ARENA).returning(OPERAND));
    }

    private void acquireAndRelease(final Place place) {
        acquire(place, "8", B, 0xEF);
        acquire(place, "16", H, 0xCDEF);
        acquire(place, "32", W, OLD_LOW);
        acquire(place, "64", DW, OLD);
        release(place, "8", B, 0x0123_4567_89AB_CD01L);
        release(place, "16", H, 0x0123_4567_89AB_0001L);
        release(place, "32", W, 0x0123_4567_FFFF_0001L);
        release(place, "64", DW, OPERAND);
    }

    private void acquire(final Place place, final String bits, final int size, final long expected) {
        cases.add(IsaCase.of("load_acquire of %s bits from %s".formatted(bits, place),
                prepared(place), mov(3, -1), atomic(size, LOAD_ACQ, 3, 0, 6), movReg(0, 3), exit())
                .with(ARENA).returning(expected));
    }

    private void release(final Place place, final String bits, final int size, final long expected) {
        cases.add(IsaCase.of("store_release of %s bits to %s".formatted(bits, place),
                prepared(place), atomic(size, STORE_REL, 6, 0, 2), load(DW, 0, 6, 0), exit())
                .with(ARENA).returning(expected));
    }

    /** Address in r6, the old value in memory, the operand in r2. */
    private static List<Instruction> prepared(final Place place) {
        return program(place.address, wide(2, OLD), store(DW, 6, 0, 2), wide(2, OPERAND));
    }

    /** The stack holds ff in every byte but for the operand, which is 1 at first. */
    private void misaligned() {
        misaligned("32 bits within a word", W, -31, -32, 0xFFFF_FF00_0000_06FFL);
        misaligned("32 bits over two words, the lower", W, -26, -32, 0x0006_FFFF_FFFF_FFFFL);
        misaligned("32 bits over two words, the upper", W, -26, -24, 0xFFFF_FFFF_FFFF_0000L);
        misaligned("64 bits over two words, the lower", DW, -28, -32, 0x0000_0006_FFFF_FFFFL);
        misaligned("64 bits over two words, the upper", DW, -28, -24, 0xFFFF_FFFF_0000_0000L);
        misalignedExchange("32 bits within a word", W, -31, 1, 0xFFFF_FF00_0000_05FFL);
        misalignedExchange("32 bits within a word, refused", W, -31, 2, 0xFFFF_FF00_0000_01FFL);
        misalignedExchange("32 bits over two words", W, -26, 1, 0x0005_FFFF_FFFF_FFFFL);
        misalignedExchange("64 bits over two words", DW, -28, 1, 0x0000_0005_FFFF_FFFFL);
        misalignedExchange("64 bits over two words, refused", DW, -28, 2, 0x0000_0001_FFFF_FFFFL);
    }

    private void misaligned(
            final String name, final int size, final int at, final int readAt, final long expected) {
        cases.add(IsaCase.of("misaligned add of " + name,
                filled(size, at), mov(2, 5), atomic(size, ADD, 10, at, 2), load(DW, 0, 10, readAt), exit())
                .returning(expected));
        cases.add(IsaCase.of("misaligned fetch-add of " + name,
                filled(size, at), mov(2, 5), atomic(size, ADD | FETCH, 10, at, 2), movReg(0, 2), exit())
                .returning(1));
    }

    private void misalignedExchange(
            final String name, final int size, final int at, final long expected, final long memory) {
        cases.add(IsaCase.of("misaligned cmpxchg of " + name,
                filled(size, at), mov(2, 5), wide(0, expected), atomic(size, CMPXCHG, 10, at, 2),
                jumpImm(JNE, 0, 1, 1), load(DW, 0, 10, -32), exit())
                .returning(memory));
    }

    private static List<Instruction> filled(final int size, final int at) {
        return program(storeImm(DW, 10, -32, -1), storeImm(DW, 10, -24, -1), storeImm(size, 10, at, 1));
    }
}
