// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * sparse_array - an array of 2^27 words of which few are set, as a table of three levels in an arena. Each table is one
 * page of 512 words, as in a processor's page tables; a table is allocated when something below it is first set.
 *
 *	index, 27 bits:	| middle 9 | leaf 9 | slot 9 |
 *
 *	array_head (.bss) -> root:  512 addresses of middle tables, 0 where there is none
 *	                       -> middle: 512 addresses of leaf tables
 *	                            -> leaf: 512 values, 0 where the element is not set
 *
 * Leaves are asked for at addresses spread over the whole arena, so that it is sparse as well: 1 GiB, of which some
 * 8 MiB are there. Leaf number l (index >> 9) goes to page (l * 40503) modulo 2^18, or anywhere if that is taken.
 *
 * array_build sets, for n = 0, 1, 2 ..., the element
 *	index = ((n / 64 * array_stride) modulo 2^18) * 512  +  n modulo 64 * 8  +  mix(n) modulo 8
 * to mix(array_seed + index) with its lowest bit set (an element that is set is not 0).
 *
 * Checksum: in order of the index; count of elements that are not 0, sum of their values, hash over index and value of
 * each.
 *
 * Programs (contexts in example.h)	instructions a call, at most about
 *	array_build	change_ctx	4096 * 130
 *	array_sum	walk_ctx	16384 * 15 + a leaf; the cursor is the number of the next leaf
 *	array_get	element_ctx	20; key = index
 *	array_set	element_ctx	50; value 0 unsets
 *	array_remove	change_ctx	4096 * 100 + a middle table (at worst 512 * 512 * 8): frees whole middle
 *					tables, from the lowest index on, until count elements or more are gone
 */
#include "bpf_arena.h"
#include "example.h"

#define ARENA_PAGES 262144 /* 1 GiB */

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, ARENA_PAGES);
	__ulong(map_extra, 0x300300000000ULL);
} array_arena SEC(".maps");

#define FANOUT 512
#define ARRAY_SLOTS (1ULL << 27)
#define LEAVES (1ULL << 18)
#define LEAF_SPREAD 40503

struct array_leaf {
	__u64 slot[FANOUT];
};

struct array_middle {
	struct array_leaf __arena *leaf[FANOUT];
};

struct array_root {
	struct array_middle __arena *middle[FANOUT];
};

/* What a walk has gathered, on the stack of the program. */
struct gathered {
	__u64 count;
	__u64 sum;
	__u64 hash;
};

const volatile __u64 array_seed = 0x6172726179;
/* Distance of two leaves that array_build fills one after the other; odd. */
__u64 array_stride = 167;

struct array_root __arena *array_head;
__u64 array_count; /* elements that are not 0 */
__u64 array_built; /* the next n of array_build */
__u64 array_pages; /* tables of all levels */

static __noinline void __arena *array_new_table(__u64 offset)
{
	void __arena *page = NULL;

	/* Only the low 32 bits of an address count; those of map_extra are 0, so that an offset serves. */
	if (offset)
		page = bpf_arena_alloc_pages(&array_arena, (void __arena *)offset, 1, NUMA_NO_NODE, 0);
	if (!page)
		page = bpf_arena_alloc_pages(&array_arena, NULL, 1, NUMA_NO_NODE, 0);
	if (page)
		array_pages++;
	return page;
}

static __noinline struct array_leaf __arena *array_leaf_of(__u64 index)
{
	struct array_root __arena *root = array_head;
	struct array_middle __arena *middle;

	if (!root || index >= ARRAY_SLOTS)
		return NULL;
	middle = root->middle[index >> 18];
	if (!middle)
		return NULL;
	return middle->leaf[index >> 9 & (FANOUT - 1)];
}

/* The leaf for an index; the tables on the way are allocated where they are missing. NULL if the arena is full. */
static __noinline struct array_leaf __arena *array_make_leaf(__u64 index)
{
	struct array_root __arena *root = array_head;
	struct array_middle __arena *middle;
	struct array_leaf __arena *leaf;
	__u64 number = index >> 9;

	if (!root) {
		root = array_new_table(0);
		if (!root)
			return NULL;
		array_head = root;
	}
	middle = root->middle[number >> 9 & (FANOUT - 1)];
	if (!middle) {
		middle = array_new_table(0);
		if (!middle)
			return NULL;
		root->middle[number >> 9 & (FANOUT - 1)] = middle;
	}
	leaf = middle->leaf[number & (FANOUT - 1)];
	if (!leaf) {
		leaf = array_new_table((number * LEAF_SPREAD & (ARENA_PAGES - 1)) * ARENA_PAGE_SIZE);
		if (!leaf)
			return NULL;
		middle->leaf[number & (FANOUT - 1)] = leaf;
	}
	return leaf;
}

static __noinline int array_put(__u64 index, __u64 value)
{
	struct array_leaf __arena *leaf;
	__u64 before;

	if (index >= ARRAY_SLOTS)
		return -EINVAL;
	leaf = array_make_leaf(index);
	if (!leaf)
		return -ENOMEM;
	before = leaf->slot[index & (FANOUT - 1)];
	leaf->slot[index & (FANOUT - 1)] = value;
	array_count += !!value - !!before;
	return 0;
}

SEC("syscall")
int array_build(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;
	int error = 0;

	for (i = zero; i < wanted && can_loop; i++) {
		__u64 n = array_built;
		__u64 leaf = n / 64 * array_stride & (LEAVES - 1);
		__u64 index = leaf * FANOUT + n % 64 * 8 + mix(n) % 8;

		error = array_put(index, mix(array_seed + index) | 1);
		if (error)
			break;
		array_built++;
	}
	ctx->changed = i;
	ctx->total = array_count;
	ctx->head = (__u64)array_head;
	return error;
}

SEC("syscall")
int array_get(struct element_ctx *ctx)
{
	struct array_leaf __arena *leaf = array_leaf_of(ctx->key);

	arena_use(&array_arena);
	ctx->value = leaf ? leaf->slot[ctx->key & (FANOUT - 1)] : 0;
	ctx->found = !!ctx->value;
	return 0;
}

SEC("syscall")
int array_set(struct element_ctx *ctx)
{
	struct array_leaf __arena *leaf = array_leaf_of(ctx->key);

	ctx->found = leaf && leaf->slot[ctx->key & (FANOUT - 1)];
	return array_put(ctx->key, ctx->value);
}

static __noinline void gather_leaf(struct array_leaf __arena *leaf, __u64 index, struct gathered *all)
{
	__u64 i;

	for (i = zero; i < FANOUT && can_loop; i++) {
		__u64 value = leaf->slot[i];

		if (!value)
			continue;
		all->count++;
		all->sum += value;
		all->hash = hash_add(hash_add(all->hash, index + i), value);
	}
}

SEC("syscall")
int array_sum(struct walk_ctx *ctx)
{
	struct array_root __arena *root = array_head;
	struct gathered all = {0, 0, HASH_START};
	__u64 m = ctx->cursor / FANOUT;
	__u64 l = ctx->cursor % FANOUT;
	__u64 visits = zero;

	arena_use(&array_arena);
	if (ctx->cursor) {
		all.count = ctx->count;
		all.sum = ctx->sum;
		all.hash = ctx->hash;
	}
	while (root && m < FANOUT && visits < MAX_VISITS && can_loop) {
		struct array_middle __arena *middle = root->middle[m];

		visits++;
		for (; middle && l < FANOUT && visits < MAX_VISITS && can_loop; l++) {
			struct array_leaf __arena *leaf = middle->leaf[l];

			visits++;
			if (!leaf)
				continue;
			gather_leaf(leaf, (m * FANOUT + l) * FANOUT, &all);
			visits += FANOUT;
		}
		if (middle && l < FANOUT)
			break;
		l = zero;
		m++;
	}
	ctx->done = !root || m >= FANOUT;
	ctx->cursor = ctx->done ? 0 : m * FANOUT + l;
	ctx->count = all.count;
	ctx->sum = all.sum;
	ctx->hash = all.hash;
	return 0;
}

static __noinline __u64 count_leaf(struct array_leaf __arena *leaf)
{
	__u64 count = zero;
	__u64 i;

	for (i = zero; i < FANOUT && can_loop; i++)
		count += !!leaf->slot[i];
	return count;
}

static __noinline void array_free_table(void __arena *page)
{
	bpf_arena_free_pages(&array_arena, page, 1);
	array_pages--;
}

/* Frees a middle table and its leaves; returns how many elements were set in them. */
__noinline __u64 array_free_middle(struct array_middle __arena *middle __arg_arena)
{
	__u64 count = zero;
	__u64 l;

	for (l = zero; l < FANOUT && can_loop; l++) {
		struct array_leaf __arena *leaf = middle->leaf[l];

		if (!leaf)
			continue;
		count += count_leaf(leaf);
		array_free_table(leaf);
	}
	array_free_table(middle);
	return count;
}

SEC("syscall")
int array_remove(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	struct array_root __arena *root = array_head;
	__u64 changed = zero;
	__u64 m;

	arena_use(&array_arena);
	for (m = zero; root && m < FANOUT && can_loop; m++) {
		struct array_middle __arena *middle = root->middle[m];

		if (!middle)
			continue;
		/* When the last element is gone, it goes on to the end, to free the tables that are empty then. */
		if (changed >= wanted && changed < array_count)
			break;
		root->middle[m] = NULL;
		changed += array_free_middle(middle);
	}
	array_count -= changed;
	if (root && m >= FANOUT) {
		array_head = NULL;
		array_count = 0;
		array_free_table(root);
	}
	ctx->changed = changed;
	ctx->total = array_count;
	ctx->head = (__u64)array_head;
	return 0;
}

char _license[] SEC("license") = "GPL";
