// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * stack - the smallest program that builds something in an arena: each run puts a node, on a page of its own, on top of
 * the others. README.md shows what follows; the class Stack uses it.
 */
#include "bpf_arena.h"
struct { __uint(type, BPF_MAP_TYPE_ARENA); __uint(map_flags, BPF_F_MMAPABLE);
	 __uint(max_entries, 100); } arena SEC(".maps");
struct node { struct node __arena *next; __u64 value; };
struct node __arena *head;
SEC("syscall") int push(__u64 *value)
{
	struct node __arena *node = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);
	if (!node) return 1;
	node->value = *value; node->next = head; head = node;
	return 0;
}
char _license[] SEC("license") = "GPL";
