// SPDX-License-Identifier: Apache-2.0
/*
 * Data in the arena: globals, arrays and structures with pointers into it, a list and a hash table on pages that are
 * allocated when needed and freed, while the walk goes on, with the last piece that lies in them.
 */
#include "programs.h"

ARENA(128);

struct point {
	s32 x, y;
};

struct shape {
	char name[8];
	struct point corners[4];
	struct point __arena *middle;
	struct shape __arena *next;
};

s64 __arena number = -5;
u8 __arena bytes[5] = { 1, 2, 3, 4, 5 };
const char __arena text[] = "arena";
struct point __arena points[] = { { 1, 2 }, { 3, 4 }, { -5, -6 } };
struct shape __arena square = { .name = "square", .corners = { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } } };
struct shape __arena *__arena shapes;
u64 __arena zeros[600];

/* Out: sums over globals that came with values; a structure that was linked, and went through by its pointers. */
SEC("syscall") int globals(u64 *ctx)
{
	s64 sum = number;

	for (u32 i = 0; i < sizeof(bytes); i++)
		sum += bytes[i];
	for (u32 i = 0; i < sizeof(text) - 1; i++)
		sum += text[i];
	for (u32 i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		sum += points[i].x * points[i].y;
	ctx[0] = sum;
	square.middle = &points[1];
	square.next = shapes;
	shapes = &square;
	ctx[1] = shapes->middle->x * 10 + shapes->corners[2].y;
	ctx[2] = shapes->next != NULL;
	shapes = shapes->next;
	for (u32 i = 0; i < 600 && can_loop; i++)
		ctx[3] += zeros[i];
	number++;
	return 0;
}

/* A page of the heap starts with how many pieces of it are in use. */
struct page {
	u64 pieces;
	u64 used;
};

struct page __arena *__arena filling;
u64 __arena pages_allocated;
u64 __arena pages_freed;

static __noinline void __arena *allocate(u32 size)
{
	struct page __arena *page = filling;
	u64 start;

	if (!page || page->used + size > PAGE_SIZE) {
		page = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);
		if (!page)
			return NULL;
		pages_allocated++;
		page->used = sizeof(struct page);
		filling = page;
	}
	start = page->used;
	page->used += size;
	page->pieces++;
	return (char __arena *)page + start;
}

static __noinline void release(void __arena *piece)
{
	struct page __arena *page = (struct page __arena *)((u64)piece & ~(u64)(PAGE_SIZE - 1));

	if (--page->pieces == 0) {
		if (filling == page)
			filling = NULL;
		pages_freed++;
		bpf_arena_free_pages(&arena, page, 1);
	}
}

struct item {
	struct item __arena *next;
	struct item __arena *__arena *back;
	u64 value;
	u64 padding[5];
};

struct item __arena *__arena items;
u64 __arena item_count;

/* ctx: how many; out: how many there are then, pages. */
SEC("syscall") int build_list(u64 *ctx)
{
	for (u64 i = 0; i < ctx[0] && can_loop; i++) {
		struct item __arena *item = allocate(sizeof(*item));

		if (!item)
			return -1;
		item->value = item_count++;
		item->next = items;
		item->back = &items;
		if (items)
			items->back = &item->next;
		items = item;
	}
	ctx[1] = item_count;
	ctx[2] = pages_allocated - pages_freed;
	return 0;
}

/* Out: count and sum. */
SEC("syscall") int walk_list(u64 *ctx)
{
	u64 count = 0, sum = 0;

	for (struct item __arena *item = items; item && can_loop; item = item->next) {
		count++;
		sum += item->value;
	}
	ctx[0] = count;
	ctx[1] = sum;
	return 0;
}

/* ctx: divisor, remainder: what leaves such a remainder is freed; out: how many, pages left. */
SEC("syscall") int thin_list(u64 *ctx)
{
	struct item __arena *item = items;
	u64 freed = 0, divisor = ctx[0], remainder = ctx[1];

	if (!divisor)
		return -EINVAL;
	while (item && can_loop) {
		struct item __arena *next = item->next;

		if (item->value % divisor == remainder) {
			*item->back = next;
			if (next)
				next->back = item->back;
			release(item);
			freed++;
		}
		item = next;
	}
	ctx[2] = freed;
	ctx[3] = pages_allocated - pages_freed;
	return 0;
}

#define BUCKETS 64

struct entry {
	struct entry __arena *next;
	u64 key, value;
};

struct entry __arena *__arena buckets[BUCKETS];

static __always_inline struct entry __arena *__arena *bucket_of(u64 key)
{
	return &buckets[(key * 0x9E3779B97F4A7C15ull) >> 58];
}

static __noinline struct entry __arena *lookup(u64 key)
{
	struct entry __arena *entry = *bucket_of(key);

	while (entry && entry->key != key && can_loop)
		entry = entry->next;
	return entry;
}

/* ctx: key, value; out: what was there before. */
SEC("syscall") int put(u64 *ctx)
{
	struct entry __arena *entry = lookup(ctx[0]);
	struct entry __arena *__arena *bucket = bucket_of(ctx[0]);

	if (entry) {
		ctx[2] = entry->value;
		entry->value = ctx[1];
		return 0;
	}
	entry = allocate(sizeof(*entry));
	if (!entry)
		return -1;
	entry->key = ctx[0];
	entry->value = ctx[1];
	entry->next = *bucket;
	*bucket = entry;
	return 1;
}

/* ctx: key; out: its value. */
SEC("syscall") int get(u64 *ctx)
{
	struct entry __arena *entry = lookup(ctx[0]);

	if (!entry)
		return -ENOENT;
	ctx[1] = entry->value;
	return 0;
}

/* ctx: key; out: its value. */
SEC("syscall") int take(u64 *ctx)
{
	struct entry __arena *__arena *place = bucket_of(ctx[0]);

	for (struct entry __arena *entry; (entry = *place) && can_loop; place = &entry->next) {
		if (entry->key == ctx[0]) {
			ctx[1] = entry->value;
			*place = entry->next;
			release(entry);
			return 0;
		}
	}
	return -ENOENT;
}

/* Out: pages of the heap. */
SEC("syscall") int heap(u64 *ctx)
{
	ctx[0] = pages_allocated - pages_freed;
	return 0;
}

char _license[] SEC("license") = "GPL";
