// SPDX-License-Identifier: Apache-2.0
/* A map type that is not there. */
#include "../bpf.h"

struct {
	__uint(type, 7);
	__uint(max_entries, 16);
} ring SEC(".maps");

SEC("syscall") int program(void *ctx)
{
	return 0;
}
