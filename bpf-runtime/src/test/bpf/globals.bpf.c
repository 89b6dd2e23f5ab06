// SPDX-License-Identifier: Apache-2.0
/* Variables in every section that holds them. */
#include "bpf.h"

struct point {
	int x, y;
};

int initialised = 42;
u64 zero;
static u64 hidden[4];
const volatile int limit = 7;
struct point points[3] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
u64 hot SEC(".data.hot") = 9;
u32 cold SEC(".bss.cold");
const char text[] SEC(".rodata.text") = "hello";
u64 *address = &zero;

SEC("syscall") int count(u64 *ctx)
{
	zero++;
	hidden[zero & 3] += *ctx;
	hot += points[2].y;
	cold = text[1];
	*ctx = hidden[1];
	return initialised + limit;
}

SEC("syscall") int second(void *ctx)
{
	return points[1].x;
}

SEC("?syscall") int optional(void *ctx)
{
	return 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
