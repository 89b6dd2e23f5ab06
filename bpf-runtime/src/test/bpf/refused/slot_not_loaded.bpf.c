// SPDX-License-Identifier: Apache-2.0
/* A program in an array that is not to be loaded. */
#include "../maps.h"

SEC("?syscall") int left_out(void *ctx)
{
	return 1;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__array(values, int(void *));
} programs SEC(".maps") = {
	.values = { (void *)&left_out },
};
