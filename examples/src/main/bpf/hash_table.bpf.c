// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * hash_table - a hash table with chains in an arena.
 *
 *	table_head (.bss) -> struct hash_table -> buckets: one contiguous range of pages, one pointer a bucket
 *	                                           [0] -> node -> node
 *	                                           [1] -> 0
 *	                                           [2] -> node ...
 *
 *	struct hash_table	offset 0   buckets: address of the first bucket
 *	(32 bytes)		       8   bucket_count: a power of two
 *				      16   entries: nodes in all chains
 *				      24   shift: 64 - log2(bucket_count)
 *	struct table_node	offset 0   next: address of the next node of this bucket, 0 in the last
 *	(24 bytes)		       8   key
 *				      16   value
 *	bucket of a key		(key * 0x9e3779b97f4a7c15 modulo 2^64) >> shift
 *
 * table_build puts in, for n = 0, 1, 2 ..., the key mix(table_seed + n) with the value mix(key).
 *
 * Checksum: bucket after bucket from 0, in each chain from its first node by next; count of nodes, sum of value, hash
 * over key and value of each node.
 *
 * Programs (contexts in example.h)	instructions a call, at most about
 *	table_build	change_ctx	4096 * 180
 *	table_sum	walk_ctx	16384 * 20; the cursor is the next bucket
 *	table_get	element_ctx	a chain
 *	table_set	element_ctx	a chain; adds the key or overwrites its value
 *	table_remove	change_ctx	4096 * 150: the keys of table_build, oldest first
 */
#include "arena_alloc.h"
#include "example.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16384); /* pages: 64 MiB */
	__ulong(map_extra, 0x300100000000ULL);
} table_arena SEC(".maps");

#define MIN_BUCKET_BITS 9 /* one page */
#define MAX_BUCKET_BITS 20

struct table_node {
	struct table_node __arena *next;
	__u64 key;
	__u64 value;
};

typedef struct table_node __arena *table_bucket;

struct hash_table {
	table_bucket __arena *buckets;
	__u64 bucket_count;
	__u64 entries;
	__u64 shift;
};

const volatile __u64 table_seed = 0x7461626c65;
/* log2 of the number of buckets; read when the table is made. */
__u32 table_bucket_bits = 15;

struct hash_table __arena *table_head;
__u64 table_built;   /* keys put in by table_build */
__u64 table_removed; /* of these, keys taken out by table_remove */
struct arena_allocator table_nodes;

/* A global function: verified on its own, for any arguments. */
__noinline __u64 table_bucket_of(__u64 key, __u64 shift)
{
	return key * 0x9e3779b97f4a7c15ULL >> (shift & 63);
}

static __noinline int table_create(void)
{
	struct hash_table __arena *table;
	__u64 bits = table_bucket_bits;

	if (bits < MIN_BUCKET_BITS || bits > MAX_BUCKET_BITS)
		return -EINVAL;
	table = arena_alloc(&table_arena, &table_nodes, sizeof(struct hash_table));
	if (!table)
		return -ENOMEM;
	table->bucket_count = 1ULL << bits;
	table->entries = 0;
	table->shift = 64 - bits;
	table->buckets = bpf_arena_alloc_pages(&table_arena, NULL, 1U << (bits - MIN_BUCKET_BITS), NUMA_NO_NODE, 0);
	if (!table->buckets) {
		arena_free(&table_arena, &table_nodes, table);
		return -ENOMEM;
	}
	table_head = table;
	return 0;
}

static __noinline table_bucket table_find(__u64 key)
{
	struct hash_table __arena *table = table_head;
	table_bucket node;

	if (!table)
		return NULL;
	for (node = table->buckets[table_bucket_of(key, table->shift)]; node && can_loop; node = node->next) {
		if (node->key == key)
			return node;
	}
	return NULL;
}

/* Adds the key, or overwrites its value. */
static __noinline int table_put(__u64 key, __u64 value)
{
	struct hash_table __arena *table = table_head;
	table_bucket node = table_find(key);
	table_bucket __arena *bucket;

	if (node) {
		node->value = value;
		return 0;
	}
	node = arena_alloc(&table_arena, &table_nodes, sizeof(struct table_node));
	if (!node)
		return -ENOMEM;
	bucket = &table->buckets[table_bucket_of(key, table->shift)];
	node->key = key;
	node->value = value;
	node->next = *bucket;
	*bucket = node;
	atomic_fetch_add(&table->entries, 1);
	return 0;
}

/* Takes the key out; nothing happens if it is not there. */
static __noinline void table_delete(__u64 key)
{
	struct hash_table __arena *table = table_head;
	table_bucket __arena *link = &table->buckets[table_bucket_of(key, table->shift)];
	table_bucket node = *link;

	while (node && node->key != key && can_loop) {
		link = &node->next;
		node = node->next;
	}
	if (!node || node->key != key)
		return;
	*link = node->next;
	arena_free(&table_arena, &table_nodes, node);
	atomic_fetch_add(&table->entries, -1);
}

static __noinline void table_destroy(void)
{
	struct hash_table __arena *table = table_head;

	table_head = NULL;
	bpf_arena_free_pages(&table_arena, table->buckets, table->bucket_count >> MIN_BUCKET_BITS);
	arena_free(&table_arena, &table_nodes, table);
	arena_release(&table_arena, &table_nodes);
}

static __always_inline void table_report(struct change_ctx *ctx, __u64 changed)
{
	struct hash_table __arena *table = table_head;

	ctx->changed = changed;
	ctx->total = table ? table->entries : 0;
	ctx->head = (__u64)table;
}

SEC("syscall")
int table_build(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i = zero;
	int error = 0;

	if (!table_head)
		error = table_create();
	for (; !error && i < wanted && can_loop; i++) {
		__u64 key = mix(table_seed + table_built);

		error = table_put(key, mix(key));
		if (error)
			break;
		table_built++;
	}
	table_report(ctx, i);
	return error;
}

SEC("syscall")
int table_remove(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;

	arena_use(&table_arena);
	for (i = zero; i < wanted && table_head && table_removed < table_built && can_loop; i++) {
		table_delete(mix(table_seed + table_removed));
		table_removed++;
	}
	if (table_head && !table_head->entries)
		table_destroy();
	table_report(ctx, i);
	return 0;
}

SEC("syscall")
int table_get(struct element_ctx *ctx)
{
	table_bucket node = table_find(ctx->key);

	arena_use(&table_arena);
	ctx->found = !!node;
	ctx->value = node ? node->value : 0;
	return 0;
}

SEC("syscall")
int table_set(struct element_ctx *ctx)
{
	int error = 0;

	if (!table_head)
		error = table_create();
	if (error)
		return error;
	ctx->found = !!table_find(ctx->key);
	return table_put(ctx->key, ctx->value);
}

SEC("syscall")
int table_sum(struct walk_ctx *ctx)
{
	struct hash_table __arena *table = table_head;
	__u64 bucket = ctx->cursor;
	__u64 bucket_count = table ? table->bucket_count : 0;
	__u64 count = bucket ? ctx->count : 0;
	__u64 sum = bucket ? ctx->sum : 0;
	__u64 hash = bucket ? ctx->hash : HASH_START;
	__u64 visits = zero;

	arena_use(&table_arena);
	/* A call ends between two buckets, so that the next bucket is all that it has to remember. */
	while (bucket < bucket_count && visits < MAX_VISITS && can_loop) {
		table_bucket node = table->buckets[bucket];

		while (node && can_loop) {
			count++;
			visits++;
			sum += node->value;
			hash = hash_add(hash_add(hash, node->key), node->value);
			node = node->next;
		}
		bucket++;
		visits++;
	}
	ctx->done = bucket >= bucket_count;
	ctx->cursor = ctx->done ? 0 : bucket;
	ctx->count = count;
	ctx->sum = sum;
	ctx->hash = hash;
	return 0;
}

char _license[] SEC("license") = "GPL";
