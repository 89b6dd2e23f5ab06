package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic: RFC 9669, sections 4.1 and 4.2. */
final class AluCases {
    private static final long INT_MIN = 0x8000_0000L;
    private static final long LONG_MIN = 0x8000_0000_0000_0000L;

    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final AluCases alu = new AluCases();
        alu.sums();
        alu.products();
        alu.quotients();
        alu.signedQuotients();
        alu.remainders();
        alu.signedRemainders();
        alu.bits();
        alu.shifts();
        alu.moves();
        alu.negations();
        alu.byteOrder();
        return alu.cases;
    }

    private void sums() {
        both64(ADD, 2, 3, 5);
        both64(ADD, -1, 1, 0);
        both64(ADD, 0x7FFF_FFFF_FFFF_FFFFL, 1, LONG_MIN);
        both64(ADD, 0xFFFF_FFFFL, 1, 0x1_0000_0000L);
        both64(ADD, 5, -7, -2);
        both32(ADD, 2, 3, 5);
        both32(ADD, 0xFFFF_FFFFL, 1, 0);
        both32(ADD, 0x7FFF_FFFF, 1, INT_MIN);
        both32(ADD, 0x1234_5678_0000_0001L, 0x7FFF_FFFF, INT_MIN);
        both32(ADD, 5, -7, 0xFFFF_FFFEL);
        both64(SUB, 2, 3, -1);
        both64(SUB, LONG_MIN, 1, 0x7FFF_FFFF_FFFF_FFFFL);
        both64(SUB, 0, -1, 1);
        both32(SUB, 2, 3, 0xFFFF_FFFFL);
        both32(SUB, INT_MIN, 1, 0x7FFF_FFFF);
        both32(SUB, 0xFFFF_FFFF_0000_0000L, 1, 0xFFFF_FFFFL);
    }

    private void products() {
        both64(MUL, 6, 7, 42);
        both64(MUL, -3, 5, -15);
        both64(MUL, 0x1_0000_0001L, 0x7FFF_FFFF, 0x7FFF_FFFF_7FFF_FFFFL);
        both64(MUL, LONG_MIN, 2, 0);
        both64(MUL, 0xFFFF_FFFFL, -1, 0xFFFF_FFFF_0000_0001L);
        both32(MUL, 6, 7, 42);
        both32(MUL, -3, 5, 0xFFFF_FFF1L);
        both32(MUL, 0x1_0000, 0x1_0000, 0);
        both32(MUL, 0xFFFF_FFFFL, -1, 1);
        both32(MUL, 0xAAAA_AAAA_0000_0002L, 3, 6);
    }

    private void quotients() {
        both64(DIV, 42, 5, 8);
        both64(DIV, 42, 0, 0);
        both64(DIV, -1, 2, 0x7FFF_FFFF_FFFF_FFFFL);
        both64(DIV, -1, -1, 1);
        both64(DIV, LONG_MIN, -1, 0);
        both64(DIV, 1, -1, 0);
        both32(DIV, 42, 5, 8);
        both32(DIV, 42, 0, 0);
        both32(DIV, -1, 2, 0x7FFF_FFFF);
        both32(DIV, INT_MIN, -1, 0);
        both32(DIV, 0xFFFF_FFFF_0000_000AL, 3, 3);
        register32(DIV, 0, 42, 0x1_0000_0000L, 0);
    }

    private void signedQuotients() {
        both64(DIV, SIGNED, -42, 5, -8);
        both64(DIV, SIGNED, 42, -5, -8);
        both64(DIV, SIGNED, -42, -5, 8);
        both64(DIV, SIGNED, -42, 0, 0);
        both64(DIV, SIGNED, LONG_MIN, -1, LONG_MIN);
        both64(DIV, SIGNED, LONG_MIN, 1, LONG_MIN);
        both32(DIV, SIGNED, -42, 5, 0xFFFF_FFF8L);
        both32(DIV, SIGNED, 42, -5, 0xFFFF_FFF8L);
        both32(DIV, SIGNED, -42, 0, 0);
        both32(DIV, SIGNED, INT_MIN, -1, INT_MIN);
        both32(DIV, SIGNED, 0x0000_0001_FFFF_FFF6L, 3, 0xFFFF_FFFDL);
    }

    private void remainders() {
        both64(MOD, 42, 5, 2);
        both64(MOD, 42, 0, 42);
        both64(MOD, -1, 0, -1);
        both64(MOD, -1, 10, 5);
        both64(MOD, 5, -1, 5);
        both64(MOD, LONG_MIN, -1, LONG_MIN);
        both32(MOD, 42, 5, 2);
        both32(MOD, 42, 0, 42);
        both32(MOD, 0xFFFF_FFFF_FFFF_FFFEL, 0, 0xFFFF_FFFEL);
        both32(MOD, -1, 10, 5);
        both32(MOD, INT_MIN, -1, INT_MIN);
        register32(MOD, 0, 0x1234_5678_0000_002AL, 0x1_0000_0000L, 0x2A);
    }

    private void signedRemainders() {
        both64(MOD, SIGNED, -42, 5, -2);
        both64(MOD, SIGNED, 42, -5, 2);
        both64(MOD, SIGNED, -42, -5, -2);
        both64(MOD, SIGNED, -42, 0, -42);
        both64(MOD, SIGNED, LONG_MIN, -1, 0);
        both32(MOD, SIGNED, -42, 5, 0xFFFF_FFFEL);
        both32(MOD, SIGNED, 42, -5, 2);
        both32(MOD, SIGNED, -42, 0, 0xFFFF_FFD6L);
        both32(MOD, SIGNED, INT_MIN, -1, 0);
        both32(MOD, SIGNED, 0x0000_0001_FFFF_FFF6L, 3, 0xFFFF_FFFFL);
    }

    private void bits() {
        both64(OR, 0xF0F0_0000_0000_0000L, 0x0F, 0xF0F0_0000_0000_000FL);
        both64(OR, 1, INT_MIN | 0xFFFF_FFFF_0000_0000L, 0xFFFF_FFFF_8000_0001L);
        both32(OR, 0xF0F0_0000_0000_00F0L, 0x0F, 0xFF);
        both64(AND, 0xFFFF_0000_FFFF_0000L, -16, 0xFFFF_0000_FFFF_0000L);
        both64(AND, -1, 0x0F0F, 0x0F0F);
        both32(AND, -1, -16, 0xFFFF_FFF0L);
        both32(AND, 0xFFFF_FFFF_0000_00FFL, 0x0F, 0x0F);
        both64(XOR, 0x5555_5555_5555_5555L, -1, 0xAAAA_AAAA_AAAA_AAAAL);
        both64(XOR, 0xFF, 0x0F, 0xF0);
        both32(XOR, 0x5555_5555_5555_5555L, -1, 0xAAAA_AAAAL);
        cases.add(IsaCase.of("xor64 of a register with itself",
                wide(1, -1), alu(XOR, 1, 1), movReg(0, 1), exit()).returning(0));
    }

    private void shifts() {
        both64(LSH, 1, 0, 1);
        both64(LSH, 1, 63, LONG_MIN);
        both64(LSH, 3, 64, 3);
        both64(LSH, 3, 65, 6);
        both64(LSH, 1, -1, LONG_MIN);
        both32(LSH, 1, 31, INT_MIN);
        both32(LSH, 3, 32, 3);
        both32(LSH, 3, 33, 6);
        both32(LSH, 0xFFFF_FFFF_8000_0001L, 1, 2);
        both32(LSH, 1, -1, INT_MIN);
        both64(RSH, -1, 0, -1);
        both64(RSH, -1, 63, 1);
        both64(RSH, LONG_MIN, 64, LONG_MIN);
        both64(RSH, LONG_MIN, 4, 0x0800_0000_0000_0000L);
        both64(RSH, LONG_MIN, -1, 1);
        both32(RSH, 0xFFFF_FFFF_8000_0000L, 31, 1);
        both32(RSH, 0xFFFF_FFFF_8000_0000L, 32, INT_MIN);
        both32(RSH, 0xFFFF_FFFF_0000_0010L, 4, 1);
        both32(RSH, 0xFFFF_FFFFL, -1, 1);
        both64(ARSH, -16, 2, -4);
        both64(ARSH, LONG_MIN, 63, -1);
        both64(ARSH, LONG_MIN, 64, LONG_MIN);
        both64(ARSH, 0x7000_0000_0000_0000L, 60, 7);
        both32(ARSH, 0xFFFF_FFF0L, 2, 0xFFFF_FFFCL);
        both32(ARSH, INT_MIN, 31, 0xFFFF_FFFFL);
        both32(ARSH, INT_MIN, 32, INT_MIN);
        both32(ARSH, 0xFFFF_FFFF_7000_0000L, 28, 7);
    }

    private void moves() {
        both64(MOV, 1, 0x1234, 0x1234);
        both64(MOV, 1, -1, -1);
        both64(MOV, 1, INT_MIN | 0xFFFF_FFFF_0000_0000L, 0xFFFF_FFFF_8000_0000L);
        register64(MOV, 0, 1, 0x1234_5678_9ABC_DEF0L, 0x1234_5678_9ABC_DEF0L);
        both32(MOV, -1, 0x1234, 0x1234);
        both32(MOV, 1, -1, 0xFFFF_FFFFL);
        register32(MOV, 0, 1, 0x1234_5678_9ABC_DEF0L, 0x9ABC_DEF0L);
        register64(MOV, 8, 1, 0x7F, 0x7F);
        register64(MOV, 8, 1, 0x1280, 0xFFFF_FFFF_FFFF_FF80L);
        register64(MOV, 16, 1, 0x1234_7FFF, 0x7FFF);
        register64(MOV, 16, 1, 0x8000, 0xFFFF_FFFF_FFFF_8000L);
        register64(MOV, 32, 1, 0x7FFF_FFFF, 0x7FFF_FFFF);
        register64(MOV, 32, 1, 0x1234_5678_8000_0000L, 0xFFFF_FFFF_8000_0000L);
        register32(MOV, 8, -1, 0x7F, 0x7F);
        register32(MOV, 8, 1, 0x80, 0xFFFF_FF80L);
        register32(MOV, 16, -1, 0xABCD_7FFF, 0x7FFF);
        register32(MOV, 16, 1, 0x8000, 0xFFFF_8000L);
    }

    private void negations() {
        negation64(1, -1);
        negation64(0, 0);
        negation64(LONG_MIN, LONG_MIN);
        negation64(0xFFFF_FFFFL, 0xFFFF_FFFF_0000_0001L);
        negation32(1, 0xFFFF_FFFFL);
        negation32(0, 0);
        negation32(INT_MIN, INT_MIN);
        negation32(0xFFFF_FFFF_FFFF_FFFFL, 1);
    }

    private void byteOrder() {
        final long value = 0x0123_4567_89AB_CDEFL;
        conversion("le16", ALU | END | K, 16, value, 0xCDEF);
        conversion("le32", ALU | END | K, 32, value, 0x89AB_CDEFL);
        conversion("le64", ALU | END | K, 64, value, value);
        conversion("be16", ALU | END | X, 16, value, 0xEFCD);
        conversion("be32", ALU | END | X, 32, value, 0xEFCD_AB89L);
        conversion("be64", ALU | END | X, 64, value, 0xEFCD_AB89_6745_2301L);
        conversion("bswap16", ALU64 | END | K, 16, value, 0xEFCD);
        conversion("bswap32", ALU64 | END | K, 32, value, 0xEFCD_AB89L);
        conversion("bswap64", ALU64 | END | K, 64, value, 0xEFCD_AB89_6745_2301L);
        conversion("bswap16", ALU64 | END | K, 16, 0xFFFF_FFFF_FFFF_00FFL, 0xFF00);
        conversion("be64", ALU | END | X, 64, 0xFF, 0xFF00_0000_0000_0000L);
    }

    private void both64(final int op, final long a, final long b, final long expected) {
        both64(op, 0, a, b, expected);
    }

    private void both64(final int op, final int offset, final long a, final long b, final long expected) {
        register64(op, offset, a, b, expected);
        immediate(ALU64, op, offset, a, b, expected);
    }

    private void both32(final int op, final long a, final long b, final long expected) {
        both32(op, 0, a, b, expected);
    }

    /** The second operand with other bits above it when it comes from a register, which must not matter. */
    private void both32(final int op, final int offset, final long a, final long b, final long expected) {
        register32(op, offset, a, b ^ 0x5A5A_0000_0000_0000L, expected);
        immediate(ALU, op, offset, a, b, expected);
    }

    private void register64(final int op, final int offset, final long a, final long b, final long expected) {
        register(ALU64, op, offset, a, b, expected);
    }

    private void register32(final int op, final int offset, final long a, final long b, final long expected) {
        register(ALU, op, offset, a, b, expected);
    }

    private void register(
            final int opcodeClass, final int op, final int offset, final long a, final long b, final long expected) {
        cases.add(IsaCase.of("%s 0x%x with r8 = 0x%x".formatted(name(opcodeClass, op, offset), a, b),
                wide(7, a), wide(8, b), raw(opcodeClass | op | X, 7, 8, offset, 0), movReg(0, 7), exit())
                .returning(expected));
    }

    private void immediate(
            final int opcodeClass, final int op, final int offset, final long a, final long b, final long expected) {
        cases.add(IsaCase.of("%s 0x%x with imm %d".formatted(name(opcodeClass, op, offset), a, (int) b),
                wide(7, a), raw(opcodeClass | op | K, 7, 0, offset, (int) b), movReg(0, 7), exit())
                .returning(expected));
    }

    private void negation64(final long value, final long expected) {
        conversion("neg64", ALU64 | NEG, 0, value, expected);
    }

    private void negation32(final long value, final long expected) {
        conversion("neg32", ALU | NEG, 0, value, expected);
    }

    private void conversion(
            final String name, final int code, final int imm, final long value, final long expected) {
        cases.add(IsaCase.of("%s of 0x%x".formatted(name, value),
                wide(7, value), raw(code, 7, 0, 0, imm), movReg(0, 7), exit()).returning(expected));
    }

    private static String name(final int opcodeClass, final int op, final int offset) {
        final String[] names = {"add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor", "mov",
            "arsh"};
        final String signed = op != MOV && offset == SIGNED ? "s" : "";
        final String extended = op == MOV && offset != 0 ? "sx" + offset : "";
        return signed + names[op >> 4] + extended + (opcodeClass == ALU64 ? "64" : "32");
    }
}
