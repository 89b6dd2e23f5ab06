package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import java.util.List;

/** Calls of subprograms, and loops: RFC 9669, section 4.3.2, and the kernel's may_goto. */
final class CallCases {
    private CallCases() {
    }

    static List<IsaCase> all() {
        return List.of(
                IsaCase.of("a call passes r1 to r5 and returns r0",
                        mov(1, 1), mov(2, 20), mov(3, 300), mov(4, 4000), mov(5, 50_000), call(1), exit(),
                        movReg(0, 1), alu(ADD, 0, 2), alu(ADD, 0, 3), alu(ADD, 0, 4), alu(ADD, 0, 5), exit())
                        .withSubprogramsAt(0, 7).returning(54_321),
                IsaCase.of("a call preserves r6 to r9",
                        mov(6, 1), mov(7, 20), mov(8, 300), mov(9, 4000), call(5),
                        movReg(0, 6), alu(ADD, 0, 7), alu(ADD, 0, 8), alu(ADD, 0, 9), exit(),
                        mov(6, -1), mov(7, -1), mov(8, -1), mov(9, -1), exit())
                        .withSubprogramsAt(0, 10).returning(4321),
                IsaCase.of("a subprogram calls one that stands before it",
                        call(4), aluImm(ADD, 0, 1), exit(), mov(0, 40), exit(), call(-3), aluImm(ADD, 0, 2), exit())
                        .withSubprogramsAt(0, 3, 5).returning(43),
                IsaCase.of("each frame has a stack of its own",
                        storeImm(DW, 10, -8, 11), call(2), load(DW, 0, 10, -8), exit(),
                        storeImm(DW, 10, -8, 99), exit())
                        .withSubprogramsAt(0, 4).returning(11),
                IsaCase.of("a subprogram reaches its caller's stack by a pointer",
                        storeImm(DW, 10, -8, 11), movReg(1, 10), aluImm(ADD, 1, -8), call(2),
                        load(DW, 0, 10, -8), exit(),
                        storeImm(DW, 1, 0, 99), exit())
                        .withSubprogramsAt(0, 6).returning(99),
                IsaCase.of("r10 is the caller's again after a call",
                        movReg(6, 10), call(3), movReg(0, 10), alu(SUB, 0, 6), exit(), exit())
                        .withSubprogramsAt(0, 5),
                recursion("eight frames are allowed", 6).returning(6),
                recursion("a ninth frame is refused", 7).faulting("the call stack of 9 frames is too deep"),
                recursion("frames that returned are free again", 3).returning(3),
                IsaCase.of("callx calls what ld_imm64 of a subprogram gave",
                        function(2, 3), callRegister(2), exit(), mov(0, 123), exit())
                        .withSubprogramsAt(0, 4).returning(123),
                IsaCase.of("callx of a number is refused",
                        mov(2, 4), callRegister(2), exit()).faulting("call of 0x4, which is no subprogram"),
                IsaCase.of("callx into the middle of a subprogram is refused",
                        function(2, 4), aluImm(ADD, 2, 1), callRegister(2), exit(), mov(0, 123), exit())
                        .withSubprogramsAt(0, 5).faulting("call of 0x"),
                IsaCase.of("bpf_loop calls a subprogram so many times",
                        storeImm(DW, 10, -8, 0), mov(1, 10), function(2, 7), movReg(3, 10), aluImm(ADD, 3, -8),
                        mov(4, 0), helper(181), load(DW, 0, 10, -8), exit(),
                        load(DW, 3, 2, 0), alu(ADD, 3, 1), store(DW, 2, 0, 3), mov(0, 0), exit())
                        .withSubprogramsAt(0, 10).returning(45),
                IsaCase.of("bpf_loop stops when the subprogram says so",
                        mov(1, 10), function(2, 5), mov(3, 0), mov(4, 0), helper(181), exit(),
                        mov(0, 0), jumpImm(JNE, 1, 3, 1), mov(0, 1), exit())
                        .withSubprogramsAt(0, 7).returning(4),
                IsaCase.of("bpf_loop of too many rounds is E2BIG",
                        mov(1, 8_388_609), function(2, 5), mov(3, 0), mov(4, 0), helper(181), exit(), mov(0, 0), exit())
                        .withSubprogramsAt(0, 7).returning(-7),
                IsaCase.of("bpf_loop with flags is EINVAL",
                        mov(1, 1), function(2, 5), mov(3, 0), mov(4, 1), helper(181), exit(), mov(0, 0), exit())
                        .withSubprogramsAt(0, 7).returning(-22),
                IsaCase.of("may_goto goes on while there is time",
                        mov(0, 0), mov(1, 1000), mayGoto(3), aluImm(ADD, 0, 1), aluImm(SUB, 1, 1),
                        jumpImm(JNE, 1, 0, -4), exit()).returning(1000),
                IsaCase.of("may_goto goes on for 200000 rounds, three looks at the clock",
                        mov(0, 0), mov(1, 200_000), mayGoto(3), aluImm(ADD, 0, 1), aluImm(SUB, 1, 1),
                        jumpImm(JNE, 1, 0, -4), exit()).returning(200_000));
    }

    /** f(n) = n == 0 ? 0 : f(n - 1) + 1, which takes n + 1 frames beside the program's own. */
    private static IsaCase recursion(final String name, final int n) {
        return IsaCase.of(name,
                mov(1, n), call(1), exit(),
                mov(0, 0), jumpImm(JEQ, 1, 0, 3), aluImm(SUB, 1, 1), call(-4), aluImm(ADD, 0, 1), exit())
                .withSubprogramsAt(0, 3);
    }
}
