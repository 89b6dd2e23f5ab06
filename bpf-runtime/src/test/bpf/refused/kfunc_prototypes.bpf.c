// SPDX-License-Identifier: Apache-2.0
/* Kfuncs that are declared as they are, or otherwise. Each program uses one. The kfunc is u64 test_triple(u64 x). */
#include "../bpf.h"

struct pair {
	u64 first;
	u64 second;
};

u64 test_triple(u64 x) __ksym;
u64 test_triple___flavor(u64 x) __ksym;
int test_triple___narrow(int x) __ksym;
u64 test_triple___filled_in(u64 x, void *aux__prog) __ksym;
u64 test_triple___more(u64 x, u64 y) __ksym;
u64 test_triple___less(void) __ksym;
u64 test_triple___pointer(void *x) __ksym;
void test_triple___nothing(u64 x) __ksym;
u64 *test_triple___address(u64 x) __ksym;
u64 test_triple___weak(void *x) __ksym __weak;

SEC("syscall") int plain(u64 *ctx) { return test_triple(*ctx); }
SEC("syscall") int flavor(u64 *ctx) { return test_triple___flavor(*ctx); }
SEC("syscall") int narrow(u64 *ctx) { return test_triple___narrow(*ctx); }
SEC("syscall") int filled_in(u64 *ctx) { return test_triple___filled_in(*ctx, NULL); }
SEC("?syscall") int more(u64 *ctx) { return test_triple___more(*ctx, 1); }
SEC("?syscall") int less(u64 *ctx) { return test_triple___less(); }
SEC("?syscall") int pointer(u64 *ctx) { return test_triple___pointer(ctx); }
SEC("?syscall") int nothing(u64 *ctx) { test_triple___nothing(*ctx); return 0; }
SEC("?syscall") int address(u64 *ctx) { return test_triple___address(*ctx) ? 1 : 2; }

SEC("syscall") int weak(u64 *ctx)
{
	return bpf_ksym_exists(test_triple___weak) ? test_triple___weak(ctx) : -7;
}

SEC("?syscall") int careless(u64 *ctx) { return test_triple___weak(ctx); }

char LICENSE[] SEC("license") = "GPL";
