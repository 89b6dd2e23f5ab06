// SPDX-License-Identifier: Apache-2.0
/* An arena in which a touch of a page that nobody allocated is an error; its base is not 4 GiB-aligned. */
#include "bpf_arena.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE | BPF_F_SEGV_ON_FAULT);
	__uint(max_entries, 100);
	__ulong(map_extra, 0x320000005000ULL);
} arena SEC(".maps");

/* Allocates one page and returns whether it got it. */
SEC("syscall") int alloc_one(__u64 *context)
{
	void __arena *page = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);

	*context = (__u64)page;
	return page != NULL;
}
