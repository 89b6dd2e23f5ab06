// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * linked_list - a doubly linked list in an arena, and two programs for looking at single words and pages of it.
 *
 *	list_head (.bss) -> node 0 <-> node 1 <-> ... <-> node n <- list_tail (.bss)
 *
 *	struct list_node	offset 0   next: address of the next node, 0 in the last
 *	(32 bytes)		       8   prev: address of the node before, 0 in the first
 *				      16   index: 0, 1, 2 ... in order of appending
 *				      24   value: mix(list_seed + index)
 *
 * Checksum: from list_head by next; count of nodes, sum of value, hash over index and value of each node.
 *
 * Programs (contexts in example.h)	instructions a call, at most about
 *	list_build	change_ctx	4096 * 80: appends
 *	list_sum	walk_ctx	16384 * 25
 *	list_remove	change_ctx	4096 * 40: takes nodes off the front, frees them and their pages
 *	page_peek	peek_ctx	reads the word at an address
 *	page_free	page_ctx	frees pages
 */
#include "arena_alloc.h"
#include "example.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 8192); /* pages: 32 MiB, some million nodes */
	__ulong(map_extra, 0x300000000000ULL);
} list_arena SEC(".maps");

struct list_node {
	struct list_node __arena *next;
	struct list_node __arena *prev;
	__u64 index;
	__u64 value;
};

struct peek_ctx {
	__u64 address; /* in: of a word in the arena */
	__u64 value;   /* out: that word, 0 if its page is not there */
};

struct page_ctx {
	__u64 address; /* in: in the first page */
	__u64 count;   /* in: pages */
};

const volatile __u64 list_seed = 0x6c697374;

struct list_node __arena *list_head;
struct list_node __arena *list_tail;
__u64 list_count;    /* nodes in the list */
__u64 list_appended; /* nodes ever appended: the next index */
struct arena_allocator list_nodes;

static __noinline int list_append(__u64 index)
{
	struct list_node __arena *node = arena_alloc(&list_arena, &list_nodes, sizeof(struct list_node));
	struct list_node __arena *tail = list_tail;

	if (!node)
		return -ENOMEM;
	node->next = NULL;
	node->prev = tail;
	node->index = index;
	node->value = mix(list_seed + index);
	if (tail) {
		tail->next = node;
		barrier();
	} else {
		list_head = node;
	}
	list_tail = node;
	return 0;
}

SEC("syscall")
int list_build(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;
	int error = 0;

	for (i = zero; i < wanted && can_loop; i++) {
		error = list_append(list_appended);
		if (error)
			break;
		list_appended++;
		list_count++;
	}
	ctx->changed = i;
	ctx->total = list_count;
	ctx->head = (__u64)list_head;
	return error;
}

SEC("syscall")
int list_sum(struct walk_ctx *ctx)
{
	bool start = !ctx->cursor;
	struct list_node __arena *node = start ? list_head : (struct list_node __arena *)ctx->cursor;
	__u64 count = start ? 0 : ctx->count;
	__u64 sum = start ? 0 : ctx->sum;
	__u64 hash = start ? HASH_START : ctx->hash;
	__u64 i;

	arena_use(&list_arena);
	for (i = zero; node && i < MAX_VISITS && can_loop; i++) {
		count++;
		sum += node->value;
		hash = hash_add(hash_add(hash, node->index), node->value);
		node = node->next;
	}
	ctx->cursor = (__u64)node;
	ctx->count = count;
	ctx->sum = sum;
	ctx->hash = hash;
	ctx->done = !node;
	return 0;
}

static __noinline void list_take_first(void)
{
	struct list_node __arena *node = list_head;
	struct list_node __arena *next = node->next;

	list_head = next;
	if (next) {
		next->prev = NULL;
		barrier();
	} else {
		list_tail = NULL;
	}
	arena_free(&list_arena, &list_nodes, node);
}

SEC("syscall")
int list_remove(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;

	for (i = zero; i < wanted && list_head && can_loop; i++) {
		list_take_first();
		list_count--;
	}
	if (!list_head)
		arena_release(&list_arena, &list_nodes);
	ctx->changed = i;
	ctx->total = list_count;
	ctx->head = (__u64)list_head;
	return 0;
}

SEC("syscall")
int page_peek(struct peek_ctx *ctx)
{
	arena_use(&list_arena);
	ctx->value = *(volatile __u64 __arena *)ctx->address;
	return 0;
}

SEC("syscall")
int page_free(struct page_ctx *ctx)
{
	bpf_arena_free_pages(&list_arena, (void __arena *)ctx->address, ctx->count);
	return 0;
}

char _license[] SEC("license") = "GPL";
