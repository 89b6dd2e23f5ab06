package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Instruction;
import java.util.List;

/** The iterator over numbers and exceptions, which change where a program goes on. */
final class FlowCases {
    private static final int ITER_NEW = IsaCases.KFUNCS.indexOf("bpf_iter_num_new");
    private static final int ITER_NEXT = IsaCases.KFUNCS.indexOf("bpf_iter_num_next");
    private static final int ITER_DESTROY = IsaCases.KFUNCS.indexOf("bpf_iter_num_destroy");
    private static final int THROW = IsaCases.KFUNCS.indexOf("bpf_throw");
    private static final int MOST = 8_388_608;

    private FlowCases() {
    }

    static List<IsaCase> all() {
        return List.of(
                sum("bpf_for goes from start up to end", 0, 10, 45),
                sum("bpf_for over negative numbers", -3, 3, -3),
                sum("bpf_for of an empty range", 7, 7, 0),
                sum("bpf_for from above the end", 5, 1, 0),
                sum("bpf_for up to the largest number",
                        Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MAX_VALUE - 1),
                sum("bpf_for from the smallest number", Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MIN_VALUE),
                sum("bpf_for of too many rounds", 0, MOST + 1, 0),
                IsaCase.of("bpf_iter_num_new of a range", iterator(), range(3, 4), kfunc(ITER_NEW), exit()),
                IsaCase.of("bpf_iter_num_new of an empty range", iterator(), range(4, 4), kfunc(ITER_NEW), exit()),
                IsaCase.of("bpf_iter_num_new from above the end is EINVAL",
                        iterator(), range(4, 3), kfunc(ITER_NEW), exit()).returning(0xFFFF_FFEAL),
                IsaCase.of("bpf_iter_num_new of the longest range",
                        iterator(), range(-1, MOST - 1), kfunc(ITER_NEW), exit()),
                IsaCase.of("bpf_iter_num_new of a longer range is E2BIG",
                        iterator(), range(-1, MOST), kfunc(ITER_NEW), exit()).returning(0xFFFF_FFF9L),
                IsaCase.of("bpf_iter_num_new takes the low halves of start and end",
                        iterator(), wide(2, 0x1_0000_0000L), wide(3, 0x2_0000_0001L), kfunc(ITER_NEW),
                        iterator(), kfunc(ITER_NEXT), load(W, 0, 0, 0), exit()),
                IsaCase.of("bpf_iter_num_next after destroy is NULL",
                        iterator(), range(0, 5), kfunc(ITER_NEW), iterator(), kfunc(ITER_DESTROY),
                        iterator(), kfunc(ITER_NEXT), exit()),
                IsaCase.of("bpf_iter_num_next outside the stack is refused",
                        mov(1, 0), kfunc(ITER_NEXT), exit()).faulting("it of bpf_iter_num_next: invalid write"),
                IsaCase.of("bpf_throw returns its cookie", mov(1, 42), kfunc(THROW), mov(0, 1), exit()).returning(42),
                IsaCase.of("bpf_throw ends a subprogram and its caller",
                        call(2), mov(0, 1), exit(), wide(1, 0x1122_3344_5566_7788L), kfunc(THROW), exit())
                        .withSubprogramsAt(0, 3).returning(0x1122_3344_5566_7788L),
                IsaCase.of("bpf_throw ends bpf_loop from within its callback",
                        mov(1, 10), function(2, 6), mov(3, 0), mov(4, 0), helper(181), mov(0, 1), exit(),
                        jumpImm(JNE, 1, 3, 2), mov(1, 55), kfunc(THROW), mov(0, 0), exit())
                        .withSubprogramsAt(0, 8).returning(55),
                IsaCase.of("an exception callback gets the cookie and returns for the program",
                        mov(1, 40), kfunc(THROW), exit(), movReg(0, 1), aluImm(ADD, 0, 2), exit())
                        .withSubprogramsAt(0, 3).withExceptionCallbackAt(3).returning(42),
                IsaCase.of("an exception callback has a stack and calls subprograms",
                        call(2), mov(0, 1), exit(), mov(1, 7), kfunc(THROW), exit(),
                        store(DW, 10, -8, 1), call(3), load(DW, 1, 10, -8), alu(ADD, 0, 1), exit(),
                        storeImm(DW, 10, -8, 99), mov(0, 100), exit())
                        .withSubprogramsAt(0, 3, 6, 11).withExceptionCallbackAt(6).returning(107),
                IsaCase.of("an exception callback does not run without an exception",
                        mov(0, 5), exit(), mov(0, 6), exit())
                        .withSubprogramsAt(0, 2).withExceptionCallbackAt(2).returning(5),
                IsaCase.of("an exception callback must not throw",
                        mov(1, 40), kfunc(THROW), exit(), kfunc(THROW), exit())
                        .withSubprogramsAt(0, 3).withExceptionCallbackAt(3)
                        .faulting("bpf_throw within the exception callback"));
    }

    private static List<Instruction> iterator() {
        return program(movReg(1, 10), aluImm(ADD, 1, -8));
    }

    private static List<Instruction> range(final int start, final int end) {
        return program(mov(2, start), mov(3, end));
    }

    /** Adds the numbers up. */
    private static IsaCase sum(final String name, final int start, final int end, final long sum) {
        return IsaCase.of(name,
                iterator(), range(start, end), kfunc(ITER_NEW), mov(6, 0),
                iterator(), kfunc(ITER_NEXT), jumpImm(JEQ, 0, 0, 3), loadSigned(W, 1, 0, 0), alu(ADD, 6, 1), jump(-7),
                iterator(), kfunc(ITER_DESTROY), movReg(0, 6), exit()).returning(sum);
    }
}
