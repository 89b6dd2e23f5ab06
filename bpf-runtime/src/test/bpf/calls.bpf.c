// SPDX-License-Identifier: Apache-2.0
/* Subprograms: static and global, in .text and beside programs, called, chained and passed as callbacks. */
#include "bpf.h"

u64 rounds;

static __noinline int twice(int x)
{
	return x * 2 + (int)(rounds & 1);
}

__noinline int twice_plus_one(int x)
{
	return twice(x) + 1;
}

static int add(u32 index, void *ctx)
{
	rounds += index;
	*(u64 *)ctx += twice(index);
	return 0;
}

static __noinline int deeper(int x)
{
	return twice_plus_one(x) + twice(x + 1);
}

SEC("syscall") static __noinline int beside(int x)
{
	return x + 1000;
}

SEC("syscall") int direct(int *ctx)
{
	return twice(*ctx);
}

SEC("syscall") int chained(int *ctx)
{
	return deeper(*ctx) + beside(*ctx);
}

SEC("syscall") int loop(void *ctx)
{
	u64 total = 0;

	bpf_loop(10, add, &total, 0);
	return total;
}

char LICENSE[] SEC("license") = "GPL";
