package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.NativeMemory;

/** Functions that end a program or go on with another, and marks of sections that nothing may interrupt. */
final class ProgramFlowFunctions {
    private static final BpfFunction NOTHING = (context, r1, r2, r3, r4, r5) -> 0;

    private ProgramFlowFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        // It does not come back, so engines do it themselves.
        table.helper(12, "bpf_tail_call",
                "long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index)",
                (context, r1, r2, r3, r4, r5) -> {
                    throw new IllegalStateException("this engine does not do tail calls");
                });
        table.kfunc("bpf_throw", "void bpf_throw(u64 cookie)", (context, cookie, r2, r3, r4, r5) -> {
            context.throwException(cookie);
            throw new IllegalStateException("a program that threw went on");
        });
    }

    /**
     * Sections in which the kernel keeps memory from being freed, or the program on its CPU. Here the memory behind a
     * pointer stays as long as the program runs, and a virtual CPU belongs to its run anyway.
     */
    static void addSectionsTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_rcu_read_lock", "void bpf_rcu_read_lock(void)", NOTHING);
        table.kfunc("bpf_rcu_read_unlock", "void bpf_rcu_read_unlock(void)", NOTHING);
        table.kfunc("bpf_preempt_disable", "void bpf_preempt_disable(void)", NOTHING);
        table.kfunc("bpf_preempt_enable", "void bpf_preempt_enable(void)", NOTHING);
        table.kfunc("bpf_local_irq_save", "void bpf_local_irq_save(unsigned long *flags__irq_flag)",
                (context, flags, r2, r3, r4, r5) -> {
                    context.checkWrite(flags, Long.BYTES, "flags of bpf_local_irq_save");
                    NativeMemory.putLong(flags, 0);
                    return 0;
                });
        table.kfunc("bpf_local_irq_restore", "void bpf_local_irq_restore(unsigned long *flags__irq_flag)",
                (context, flags, r2, r3, r4, r5) -> {
                    context.checkRead(flags, Long.BYTES, "flags of bpf_local_irq_restore");
                    return 0;
                });
    }
}
