/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * arena_alloc.h - small objects out of arena pages.
 *
 * Objects are cut one after another from a current page; each page counts the objects in it that are in use, and
 * goes back to the arena when the count falls to zero. With objects of 32 bytes:
 *
 *	0x300000004000  in_use = 3  | object | object | object | free ...   <- page, offset = 0x70
 *	0x300000007000  in_use = 1  | freed  | object | freed  | ...        <- an older, full page
 *
 * Freeing the last object of 0x300000007000 frees that page; freeing the last of 0x300000004000 makes it empty again.
 * An object's page is its address rounded down, so that freeing needs no search. The count lies in the arena, where
 * user space can overwrite it: the worst that comes of that is a page freed too early or never, within the arena.
 *
 * An allocator belongs to one arena and is not to be used by two programs at the same time.
 */
#ifndef ARENA_ALLOC_H
#define ARENA_ALLOC_H

#include "bpf_arena.h"

struct arena_page {
	__u64 in_use;
	__u64 reserved; /* keeps objects aligned to 16 bytes */
};

struct arena_allocator {
	struct arena_page __arena *page; /* objects come from here; NULL before the first */
	__u64 offset;                    /* of the first free byte in it */
	__u64 pages;                     /* held now */
};

/*
 * @size: bytes, a multiple of 8 and at most 4080.
 * Returns memory that is not zeroed, aligned to 8 bytes; NULL if the arena is full.
 */
static __noinline void __arena *arena_alloc(void *map, struct arena_allocator *allocator, __u64 size)
{
	struct arena_page __arena *page = allocator->page;
	__u64 offset = allocator->offset;

	if (!page || offset + size > ARENA_PAGE_SIZE) {
		page = bpf_arena_alloc_pages(map, NULL, 1, NUMA_NO_NODE, 0);
		if (!page)
			return NULL;
		offset = sizeof(struct arena_page);
		allocator->page = page;
		allocator->pages++;
	}
	page->in_use++;
	allocator->offset = offset + size;
	return (void __arena *)((__u64)page + offset);
}

/* @object: what arena_alloc() of the same allocator returned. */
static __noinline void arena_free(void *map, struct arena_allocator *allocator, void __arena *object)
{
	struct arena_page __arena *page = (struct arena_page __arena *)((__u64)object & ~(ARENA_PAGE_SIZE - 1));

	if (--page->in_use)
		return;
	if (page == allocator->page) {
		allocator->offset = sizeof(struct arena_page);
		return;
	}
	bpf_arena_free_pages(map, page, 1);
	allocator->pages--;
}

/* Gives the current page back too, if nothing in it is in use: for the end, when the last object has been freed. */
static __noinline void arena_release(void *map, struct arena_allocator *allocator)
{
	struct arena_page __arena *page = allocator->page;

	if (!page || page->in_use)
		return;
	allocator->page = NULL;
	allocator->offset = 0;
	bpf_arena_free_pages(map, page, 1);
	allocator->pages--;
}

#endif
