// SPDX-License-Identifier: Apache-2.0
/* A kfunc that somebody registers, and one that nobody has. */
#include "bpf.h"

u64 test_triple(u64 x) __ksym;
u64 test_absent(u64 x) __ksym __weak;

SEC("syscall") int strong(u64 *ctx)
{
	return test_triple(*ctx);
}

SEC("syscall") int weak(u64 *ctx)
{
	if (bpf_ksym_exists(test_absent))
		return test_absent(*ctx);
	return -7;
}

SEC("?syscall") int careless(u64 *ctx)
{
	return test_absent(*ctx);
}

char LICENSE[] SEC("license") = "GPL";
