package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Instruction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Jumps: RFC 9669, section 4.3. */
final class JumpCases {
    private static final long LONG_MIN = 0x8000_0000_0000_0000L;
    private static final String[] NAMES = {"ja", "jeq", "jgt", "jge", "jset", "jne", "jsgt", "jsge", "call", "exit",
        "jlt", "jle", "jslt", "jsle"};

    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final JumpCases jumps = new JumpCases();
        jumps.equality();
        jumps.unsignedOrder();
        jumps.signedOrder();
        jumps.lowHalves();
        jumps.unconditional();
        jumps.immediateLoads();
        return jumps.cases;
    }

    private void equality() {
        taken(JMP, JEQ, 5, 5);
        notTaken(JMP, JEQ, 0x1_0000_0005L, 5);
        taken(JMP, JEQ, -1, -1);
        notTaken(JMP, JEQ, 0xFFFF_FFFFL, -1);
        taken(JMP, JNE, 0x1_0000_0005L, 5);
        notTaken(JMP, JNE, -7, -7);
        taken(JMP, JSET, 6, 2);
        notTaken(JMP, JSET, 6, 1);
        taken(JMP, JSET, LONG_MIN, -2);
        notTaken(JMP, JSET, 0, -1);
    }

    private void unsignedOrder() {
        taken(JMP, JGT, -1, 1);
        notTaken(JMP, JGT, 1, -1);
        notTaken(JMP, JGT, 7, 7);
        taken(JMP, JGE, 7, 7);
        taken(JMP, JGE, LONG_MIN, 0x7FFF_FFFF);
        notTaken(JMP, JGE, 6, 7);
        taken(JMP, JLT, 1, -1);
        notTaken(JMP, JLT, 7, 7);
        notTaken(JMP, JLT, -1, 1);
        taken(JMP, JLE, 7, 7);
        taken(JMP, JLE, 0xFFFF_FFFFL, -1);
        notTaken(JMP, JLE, -1, 0x7FFF_FFFF);
    }

    private void signedOrder() {
        taken(JMP, JSGT, 1, -1);
        notTaken(JMP, JSGT, -1, 1);
        notTaken(JMP, JSGT, -1, -1);
        taken(JMP, JSGT, 0xFFFF_FFFFL, -1);
        taken(JMP, JSGE, -1, -1);
        notTaken(JMP, JSGE, LONG_MIN, 0);
        taken(JMP, JSGE, 0, -2147483648);
        taken(JMP, JSLT, -2, -1);
        taken(JMP, JSLT, LONG_MIN, 0);
        notTaken(JMP, JSLT, 0, -1);
        notTaken(JMP, JSLT, -1, -1);
        taken(JMP, JSLE, -1, -1);
        taken(JMP, JSLE, -1, 0x7FFF_FFFF);
        notTaken(JMP, JSLE, 0, -1);
    }

    private void lowHalves() {
        taken(JMP32, JEQ, 0x1_0000_0005L, 5);
        notTaken(JMP32, JEQ, 0x1_0000_0005L, 4);
        taken(JMP32, JEQ, 0xFFFF_FFFFL, -1);
        taken(JMP32, JNE, 0x5_0000_0000L, 5);
        notTaken(JMP32, JNE, 0x5_0000_0001L, 1);
        taken(JMP32, JSET, 0x8000_0000L, -2);
        notTaken(JMP32, JSET, 0xFFFF_FFFF_0000_0000L, -1);
        taken(JMP32, JGT, 0xFFFF_FFFFL, 1);
        notTaken(JMP32, JGT, 0x1_0000_0001L, 1);
        taken(JMP32, JGE, 0x1_0000_0001L, 1);
        notTaken(JMP32, JGE, 0xFFFF_FFFF_0000_0001L, 2);
        taken(JMP32, JLT, 0xFFFF_FFFF_0000_0001L, 2);
        notTaken(JMP32, JLT, 0xFFFF_FFFFL, 1);
        taken(JMP32, JLE, 0x7_0000_0002L, 2);
        notTaken(JMP32, JLE, 0x8000_0000L, 0x7FFF_FFFF);
        taken(JMP32, JSGT, 0xFFFF_FFFF_0000_0000L, -1);
        notTaken(JMP32, JSGT, 0x8000_0000L, 0);
        taken(JMP32, JSGE, 0xFFFF_FFFFL, -1);
        notTaken(JMP32, JSGE, 0x8000_0000L, -1);
        taken(JMP32, JSLT, 0x8000_0000L, 0);
        notTaken(JMP32, JSLT, 0xFFFF_FFFF_0000_0000L, 0);
        taken(JMP32, JSLE, 0xFFFF_FFFFL, 0);
        notTaken(JMP32, JSLE, 0xFFFF_FFFF_7FFF_FFFFL, 0);
    }

    private void unconditional() {
        cases.add(IsaCase.of("ja forward", mov(0, 1), jump(1), mov(0, 2), exit()).returning(1));
        cases.add(IsaCase.of("ja to the next instruction", mov(0, 1), jump(0), exit()).returning(1));
        cases.add(IsaCase.of("ja backward",
                mov(0, 1), jump(2), aluImm(ADD, 0, 40), exit(), jump(-3)).returning(41));
        cases.add(IsaCase.of("a loop of ten rounds",
                mov(0, 0), mov(1, 10), alu(ADD, 0, 1), aluImm(SUB, 1, 1), jumpImm(JNE, 1, 0, -3), exit())
                .returning(55));
        cases.add(IsaCase.of("gotol forward", mov(0, 1), jumpLong(1), mov(0, 2), exit()).returning(1));
        cases.add(IsaCase.of("gotol over 40000 slots",
                mov(0, 1), jumpLong(40_000), filler(40_000), aluImm(ADD, 0, 1), exit()).returning(2));
        cases.add(IsaCase.of("gotol backward over 40000 slots",
                mov(0, 1), jumpLong(40_002), aluImm(ADD, 0, 3), exit(), filler(40_000), jumpLong(-40_003))
                .returning(4));
    }

    private void immediateLoads() {
        cases.add(IsaCase.of("ld_imm64", wide(0, 0x0123_4567_89AB_CDEFL), exit()).returning(0x0123_4567_89AB_CDEFL));
        cases.add(IsaCase.of("ld_imm64 with a negative lower half",
                wide(0, 0x0000_0001_8000_0000L), exit()).returning(0x0000_0001_8000_0000L));
        cases.add(IsaCase.of("ld_imm64 with a negative upper half", wide(0, LONG_MIN), exit()).returning(LONG_MIN));
        cases.add(IsaCase.of("a jump over ld_imm64 goes over two slots",
                mov(0, 1), jump(2), wide(0, 9), exit()).returning(1));
    }

    private void taken(final int opcodeClass, final int op, final long a, final int b) {
        add(opcodeClass, op, a, b, 1);
    }

    private void notTaken(final int opcodeClass, final int op, final long a, final int b) {
        add(opcodeClass, op, a, b, 2);
    }

    /** With the immediate, and with a register, whose upper half must not matter to JMP32. */
    private void add(final int opcodeClass, final int op, final long a, final int b, final long expected) {
        final long other = opcodeClass == JMP ? b : b ^ 0x5A5A_5A5A_0000_0000L;
        final String name = "%s%s of 0x%x and %d from ".formatted(
                NAMES[op >> 4], opcodeClass == JMP ? "" : "32", a, b);
        cases.add(IsaCase.of(name + "imm", wide(7, a), mov(0, 1),
                raw(opcodeClass | op | K, 7, 0, 1, b), mov(0, 2), exit()).returning(expected));
        cases.add(IsaCase.of(name + "register", wide(7, a), wide(8, other), mov(0, 1),
                raw(opcodeClass | op | X, 7, 8, 1, 0), mov(0, 2), exit()).returning(expected));
    }

    private static List<Instruction> filler(final int slots) {
        return Collections.nCopies(slots, mov(0, 99).getFirst());
    }
}
