package io.bpfarena.runtime.helper;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
    private static final BpfFunction ONE = (context, r1, r2, r3, r4, r5) -> 1;
    private static final BpfFunction TWO = (context, r1, r2, r3, r4, r5) -> 2;

    @Test
    void shouldListEachFunctionWithItsPrototype() {
        assertEquals(List.of(
                "1 void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)",
                "2 long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)",
                "3 long bpf_map_delete_elem(struct bpf_map *map, const void *key)",
                "5 u64 bpf_ktime_get_ns(void)",
                "6 long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)",
                "7 u32 bpf_get_prandom_u32(void)",
                "8 u32 bpf_get_smp_processor_id(void)",
                "9 long bpf_skb_store_bytes(struct sk_buff *skb, u32 offset, const void *from, u32 len, u64 flags)",
                "10 long bpf_l3_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 size)",
                "11 long bpf_l4_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 flags)",
                "26 long bpf_skb_load_bytes(const void *skb, u32 offset, void *to, u32 len)",
                "28 s64 bpf_csum_diff(__be32 *from, u32 from_size, __be32 *to, u32 to_size, __wsum seed)",
                "42 long bpf_get_numa_node_id(void)",
                "44 long bpf_xdp_adjust_head(struct xdp_buff *xdp_md, int delta)",
                "54 long bpf_xdp_adjust_meta(struct xdp_buff *xdp_md, int delta)",
                "65 long bpf_xdp_adjust_tail(struct xdp_buff *xdp_md, int delta)",
                "87 long bpf_map_push_elem(struct bpf_map *map, const void *value, u64 flags)",
                "88 long bpf_map_pop_elem(struct bpf_map *map, void *value)",
                "89 long bpf_map_peek_elem(struct bpf_map *map, void *value)",
                "125 u64 bpf_ktime_get_boot_ns(void)",
                "130 long bpf_ringbuf_output(void *ringbuf, void *data, u64 size, u64 flags)",
                "131 void *bpf_ringbuf_reserve(void *ringbuf, u64 size, u64 flags)",
                "132 void bpf_ringbuf_submit(void *data, u64 flags)",
                "133 void bpf_ringbuf_discard(void *data, u64 flags)",
                "134 u64 bpf_ringbuf_query(void *ringbuf, u64 flags)",
                "164 long bpf_for_each_map_elem(struct bpf_map *map, void *callback_fn, void *callback_ctx, u64 flags)",
                "181 long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)",
                "195 void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)",
                "201 long bpf_dynptr_read(void *dst, u64 len, const struct bpf_dynptr *src, u64 offset, u64 flags)",
                "202 long bpf_dynptr_write(const struct bpf_dynptr *dst, u64 offset, void *src, u64 len, u64 flags)",
                "203 void *bpf_dynptr_data(const struct bpf_dynptr *ptr, u64 offset, u64 len)",
                "209 long bpf_user_ringbuf_drain(struct bpf_map *map, void *callback_fn, void *ctx, u64 flags)",
                "-1 void *bpf_arena_alloc_pages(void *map, void *addr, u32 page_cnt, int node_id, u64 flags)",
                "-1 void bpf_arena_free_pages(void *map, void *ptr, u32 page_cnt)",
                "-1 int bpf_arena_reserve_pages(void *map, void *ptr, u32 page_cnt)",
                "-1 void bpf_rcu_read_lock(void)",
                "-1 void bpf_rcu_read_unlock(void)"),
                FunctionTable.standard().entries().stream()
                        .map(entry -> entry.number() + " " + entry.prototype()).toList());
        for (final FunctionTable.Entry entry : FunctionTable.standard().entries()) {
            assertEquals(entry.name(), entry.prototype().name());
            assertTrue(entry.source().endsWith(".c"), entry.toString());
            assertEquals(entry.number() < 0, entry.isKfunc());
        }
    }

    @Test
    void shouldReplaceAnEntryOfTheSameNumberOrName() {
        final FunctionTable table = FunctionTable.builder()
                .helper(5, "one", "u64 one(void)", ONE).kfunc("k", "u64 k(void)", ONE)
                .helper(5, "two", "u64 two(void)", TWO).kfunc("k", "u64 k(void)", TWO).build();
        assertEquals(2, table.entries().size());
        assertEquals(TWO, table.helper(5).orElseThrow().function());
        assertEquals(TWO, table.kfunc("k").orElseThrow().function());
    }

    @Test
    void shouldNotChangeOnceBuilt() {
        final FunctionTable.Builder builder = FunctionTable.builder().helper(5, "one", "u64 one(void)", ONE);
        final FunctionTable table = builder.build();
        builder.helper(6, "two", "u64 two(void)", TWO);
        assertEquals(Optional.empty(), table.helper(6));
        assertEquals(Optional.empty(), table.kfunc("one"));
    }

    @Test
    void shouldRefuseANegativeNumber() {
        assertThrows(IllegalArgumentException.class,
                () -> FunctionTable.builder().helper(-1, "one", "u64 one(void)", ONE));
    }

    @Test
    void shouldTellTheTimeThatNeverGoesBack() throws ProgramRejectedException, ProgramFaultException {
        for (final int clock : List.of(5, 125)) {
            final long elapsed = run(program(helper(clock), movReg(8, 0), movReg(6, 0), mov(7, 1000),
                    helper(clock), jump(JLT, 0, 6, 5), movReg(6, 0), aluImm(SUB, 7, 1), jumpImm(JNE, 7, 0, -5),
                    alu(SUB, 0, 8), exit(), mov(0, -1), exit()));
            assertTrue(elapsed > 0, "helper " + clock + ": " + elapsed);
        }
    }

    @Test
    void shouldCountSuspensionIntoTimeSinceBoot() throws ProgramRejectedException, ProgramFaultException {
        final long ahead = run(program(helper(5), movReg(6, 0), helper(125), alu(SUB, 0, 6), exit()));
        assertTrue(ahead > 0, "boot time is not before monotonic time: " + ahead);
    }

    @Test
    void shouldGiveRandomNumbersOf32Bits() throws ProgramRejectedException, ProgramFaultException {
        final List<Instruction> code = program(helper(7), movReg(6, 0), helper(7), movReg(7, 0),
                aluImm(RSH, 7, 32), aluImm(LSH, 6, 32), alu(OR, 0, 6), jumpImm(JEQ, 7, 0, 1), mov(0, 0), exit());
        assertNotEquals(run(code), run(code));
    }

    @Test
    void shouldTellTheVirtualCpu() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(3, run(program(helper(8), exit())));
        assertEquals(0, run(program(helper(42), exit())));
    }

    @Test
    void shouldLetProgramsMarkWhatTheyReadUnderRcu() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(5, run(program(mov(6, 5), kfunc(0), kfunc(1), movReg(0, 6), exit())));
    }

    private static long run(final List<Instruction> code) throws ProgramRejectedException, ProgramFaultException {
        final LinkedProgram linked = new LinkedProgram("test", "syscall", ProgramType.SYSCALL, code,
                List.of(new LinkedProgram.Subprogram("test", 0)), List.of(),
                List.of("bpf_rcu_read_lock", "bpf_rcu_read_unlock"), List.of());
        try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
            return program.run(Invocation.withoutContext().onCpu(3)).r0();
        }
    }
}
