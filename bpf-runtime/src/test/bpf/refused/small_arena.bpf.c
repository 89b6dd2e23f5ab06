// SPDX-License-Identifier: Apache-2.0
/* libbpf: declared ARENA map size is too small to hold global __arena variables. */
#include "../bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

u64 __arena large[1000] = { 1 };

SEC("syscall") int program(void *ctx)
{
	return large[0];
}
