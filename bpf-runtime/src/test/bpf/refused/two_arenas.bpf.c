// SPDX-License-Identifier: Apache-2.0
/* libbpf: only single ARENA map is supported. */
#include "../bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} first SEC(".maps"), second SEC(".maps");

SEC("syscall") int program(void *ctx)
{
	return 0;
}
