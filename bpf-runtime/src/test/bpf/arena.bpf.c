// SPDX-License-Identifier: Apache-2.0
/* A list in the arena, with globals in it. */
#include "bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
	__ulong(map_extra, 0x300000000000ull);
} arena SEC(".maps");

struct node {
	struct node __arena *next;
	u64 value;
};

struct node __arena *__arena head;
u64 __arena sum = 5;
u32 __arena table[2000] = { [1999] = 77 };
u64 nodes;

struct args {
	u32 count;
	u32 pages;
};

SEC("syscall") int build(struct args *args)
{
	struct node __arena *page = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);

	if (!page)
		return -1;
	for (u32 i = 0; i < args->count && i < PAGE_SIZE / sizeof(struct node); i++) {
		struct node __arena *node = page + i;

		node->value = i;
		node->next = head;
		head = node;
		nodes++;
	}
	args->pages = 1;
	return 0;
}

SEC("syscall") int walk(void *ctx)
{
	u64 total = 0;

	for (struct node __arena *node = head; node; node = node->next)
		total += node->value;
	sum += total;
	return total;
}

SEC("syscall") int last_entry(void *ctx)
{
	return table[1999];
}

SEC("syscall") int release(void *ctx)
{
	bpf_arena_free_pages(&arena, head, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
