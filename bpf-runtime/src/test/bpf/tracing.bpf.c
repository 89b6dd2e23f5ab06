// SPDX-License-Identifier: Apache-2.0
/* Tracing programs of each type, as far as they need no object of the kernel's. */
#include "bpf.h"

static long (*const bpf_get_func_arg)(void *ctx, u32 n, u64 *value) = (void *)183;
static long (*const bpf_get_func_ret)(void *ctx, u64 *value) = (void *)184;
static long (*const bpf_get_func_arg_cnt)(void *ctx) = (void *)185;
static u64 (*const bpf_get_attach_cookie)(void *ctx) = (void *)174;

u64 seen[8];

/* As BPF_PROG() of libbpf has it. */
SEC("fentry/bpf_fentry_test2") int entry(u64 *ctx)
{
	seen[0] = (int)ctx[0];
	seen[1] = ctx[1];
	seen[2] = bpf_get_func_arg_cnt(ctx);
	seen[3] = bpf_get_func_arg(ctx, 1, &seen[4]);
	seen[5] = bpf_get_func_arg(ctx, 2, &seen[6]);
	seen[7] = bpf_get_func_ret(ctx, &seen[6]);
	return 0;
}

SEC("fexit/bpf_fentry_test2") int leave(u64 *ctx)
{
	seen[0] = bpf_get_func_arg_cnt(ctx);
	seen[1] = bpf_get_func_ret(ctx, &seen[2]);
	seen[3] = ctx[2];
	seen[4] = bpf_get_func_arg(ctx, 2, &seen[5]);
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test") int modify(u64 *ctx)
{
	return (int)ctx[2] + 1;
}

SEC("tp_btf/sys_enter") int typed(u64 *ctx)
{
	seen[0] = ctx[1];
	return 0;
}

SEC("lsm/file_open") int hook(u64 *ctx)
{
	return ctx[0] ? -13 : 0;
}

SEC("kprobe/do_nanosleep") int probe(u64 *regs)
{
	/* di, and the last of struct pt_regs: ss. */
	seen[0] = regs[14];
	seen[1] = regs[20];
	seen[2] = bpf_get_attach_cookie(regs);
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep") int record(u64 *ctx)
{
	seen[0] = ctx[2];
	return 0;
}

SEC("perf_event") int sample(u64 *ctx)
{
	seen[0] = ctx[21];
	seen[1] = ctx[22];
	return 0;
}

SEC("raw_tp.w/sys_enter") int writable(u64 *ctx)
{
	seen[0] = ctx[0];
	return 0;
}

SEC("fentry/bpf_fentry_test2") int scribble(volatile u64 *ctx)
{
	ctx[0] = 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
