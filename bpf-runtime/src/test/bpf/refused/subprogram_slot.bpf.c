// SPDX-License-Identifier: Apache-2.0
/* A subprogram in an array of programs. */
#include "../maps.h"

__noinline __weak int sub(void *ctx)
{
	return 1;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__array(values, int(void *));
} programs SEC(".maps") = {
	.values = { (void *)&sub },
};

SEC("syscall") int program(void *ctx)
{
	return sub(ctx);
}
