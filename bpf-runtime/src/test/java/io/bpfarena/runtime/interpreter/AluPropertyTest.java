package io.bpfarena.runtime.interpreter;

import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Arithmetic of the engine against arithmetic of unbounded numbers, on random values and the edges. */
class AluPropertyTest {
    private static final int[] OPS = {ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, MOD, XOR, MOV, ARSH};
    private static final long[] EDGES = {0, 1, -1, 2, 31, 32, 33, 63, 64, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL,
        0x1_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1};

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @RepeatedTest(20)
    void shouldAgreeWithUnboundedNumbers() {
        for (int round = 0; round < 10_000; round++) {
            final int op = OPS[random.nextInt(OPS.length)];
            final int offset = (op == DIV || op == MOD) && random.nextBoolean() ? SIGNED : 0;
            final long a = value();
            final long b = value();
            final long slot = op | X | (long) offset << 16;
            final String what = "op 0x%x offset %d a 0x%x b 0x%x seed %d".formatted(op, offset, a, b, seed);
            assertEquals(expected(op, offset, a, b, 64), Alu64.apply(slot | ALU64, a, b), what);
            assertEquals(expected(op, offset, a, b, 32), Alu32.apply(slot | ALU, a, b), what);
        }
    }

    private long value() {
        final long any = random.nextLong();
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> any >> random.nextInt(64);
            case 2 -> EDGES[random.nextInt(EDGES.length)] ^ any << 32;
            default -> any;
        };
    }

    private static long expected(final int op, final int offset, final long a, final long b, final int bits) {
        final BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
        final BigInteger ua = new BigInteger(Long.toUnsignedString(a)).mod(modulus);
        final BigInteger ub = new BigInteger(Long.toUnsignedString(b)).mod(modulus);
        final BigInteger x = offset == SIGNED || op == ARSH ? signed(ua, bits) : ua;
        final BigInteger y = offset == SIGNED ? signed(ub, bits) : ub;
        final int shift = ub.intValue() & bits - 1;
        final BigInteger result = switch (op) {
            case ADD -> x.add(y);
            case SUB -> x.subtract(y);
            case MUL -> x.multiply(y);
            case DIV -> y.signum() == 0 ? BigInteger.ZERO : x.divide(y);
            case OR -> x.or(y);
            case AND -> x.and(y);
            case LSH -> x.shiftLeft(shift);
            case RSH, ARSH -> x.shiftRight(shift);
            case NEG -> x.negate();
            case MOD -> y.signum() == 0 ? x : x.remainder(y);
            case XOR -> x.xor(y);
            default -> y;
        };
        return result.mod(modulus).longValue();
    }

    private static BigInteger signed(final BigInteger value, final int bits) {
        return value.testBit(bits - 1) ? value.subtract(BigInteger.ONE.shiftLeft(bits)) : value;
    }
}
