/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * example.h - what the four examples have in common: their contexts, and the checksums that a walker in any language
 * can compute again.
 *
 * Contexts. All members are 64 bits wide, little-endian, and a program reads and writes them in place, so a caller
 * passes the bytes in and takes them back. Every program returns 0, or a negative error number.
 *
 * No call does more than a bounded share of the work (MAX_ below), so that none depends on the time budget of a loop;
 * the caller repeats it:
 *
 *	change: { .count = 100000 - total } until total == 100000 (build) or total == 0 (remove)
 *	walk:   { 0 }, then the same bytes again and again until done == 1
 *
 * A build or remove must not run at the same time as another program of its object; walks may run side by side, each
 * keeps its place in its own context.
 */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include "bpf_arena.h"

/* What one call does at most. */
#define MAX_CHANGES 4096
#define MAX_VISITS 16384

/* Context of the programs that build and remove. */
struct change_ctx {
	__u64 count;   /* in: elements to add or remove; a call does MAX_CHANGES at most */
	__u64 changed; /* out: elements that this call added or removed */
	__u64 total;   /* out: elements there are now */
	__u64 head;    /* out: the address where a walk starts, 0 if there is nothing */
};

/* Context of the programs that walk and sum. */
struct walk_ctx {
	__u64 cursor; /* in: 0 to start, else as the call before left it; out: where to go on, 0 when done */
	__u64 count;  /* in and out: elements so far */
	__u64 sum;    /* in and out: of their values, modulo 2^64 */
	__u64 hash;   /* in and out: over keys and values in the order of the walk, see hash_add() */
	__u64 done;   /* out: 1 when the walk is complete */
};

/* Context of the programs that look one element up or set it. */
struct element_ctx {
	__u64 key;   /* in */
	__u64 value; /* in to set, out to look up; 0 if there is none */
	__u64 found; /* out: 1 if there was such an element before the call, else 0 */
};

/*
 * The hash of a walk: FNV-1a with a 64-bit word where FNV takes a byte. hash = HASH_START; then for each word
 * hash = (hash ^ word) * HASH_PRIME, modulo 2^64. It depends on the order of the words.
 */
#define HASH_START 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL

static __always_inline __u64 hash_add(__u64 hash, __u64 word)
{
	return (hash ^ word) * HASH_PRIME;
}

/*
 * The contents: a number that looks random, a different one for each n (a bijection of 64-bit words, the finalizer of
 * SplitMix64), so that keys come in no order and nothing has to be stored to know them again.
 */
static __always_inline __u64 mix(__u64 n)
{
	n += 0x9e3779b97f4a7c15ULL;
	n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9ULL;
	n = (n ^ (n >> 27)) * 0x94d049bb133111ebULL;
	return n ^ (n >> 31);
}

static __always_inline __u64 at_most(__u64 value, __u64 limit)
{
	return value < limit ? value : limit;
}

#endif
