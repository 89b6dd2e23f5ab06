// SPDX-License-Identifier: Apache-2.0
/* Loops of every kind: bpf_for, bpf_repeat, can_loop, cond_break, bpf_loop, bpf_for_each_map_elem. */
#include "programs.h"

#define WORDS 4096

ARENA(32);

u64 __arena words[WORDS];

/* ctx: start, end, step; out: sum of every step-th number, how many. */
SEC("syscall") int sum_for(u64 *ctx)
{
	s64 sum = 0, count = 0;
	s32 i, step = ctx[2];

	bpf_for(i, ctx[0], ctx[1]) {
		if (step > 1 && (u32)i % step)
			continue;
		sum += i;
		count++;
	}
	ctx[3] = sum;
	ctx[4] = count;
	return 0;
}

/* ctx: rows, columns, product at which to stop; out: sum of products, row and column at the end. */
SEC("syscall") int nested_for(u64 *ctx)
{
	u64 sum = 0;
	int row = 0, column = 0;

	bpf_for(row, 0, ctx[0]) {
		bpf_for(column, 0, ctx[1]) {
			if (ctx[2] && row * column == ctx[2])
				goto stop;
			sum += row * column;
		}
	}
stop:
	ctx[3] = sum;
	ctx[4] = row;
	ctx[5] = column;
	return 0;
}

/* ctx: how often, where to stop; out: rounds. */
SEC("syscall") int repeat(u64 *ctx)
{
	u64 rounds = 0;

	bpf_repeat(ctx[0]) {
		if (rounds == ctx[1])
			break;
		rounds++;
	}
	ctx[2] = rounds;
	return 0;
}

/* ctx: words to fill; out: their sum, and that of those before the first multiple of 1000 behind the start. */
SEC("syscall") int sum_can_loop(u64 *ctx)
{
	u64 count = ctx[0], sum = 0, before = 0;

	for (u64 i = 0; i < count && i < WORDS && can_loop; i++)
		words[i] = i * i;
	for (u64 i = 0; i < count && i < WORDS && can_loop; i++)
		sum += words[i];
	for (u64 i = 1; i < WORDS; i++) {
		if (i % 1000 == 0)
			break;
		before += words[i];
		cond_break;
	}
	ctx[1] = sum;
	ctx[2] = before;
	return 0;
}

/* ctx: a number; out: how often it halves or triples until it is 1, and its highest value. */
SEC("syscall") int collatz(u64 *ctx)
{
	u64 n = ctx[0], steps = 0, highest = n;

	while (n > 1) {
		n = n & 1 ? 3 * n + 1 : n >> 1;
		if (n > highest)
			highest = n;
		steps++;
		cond_break;
	}
	ctx[1] = steps;
	ctx[2] = highest;
	return 0;
}

struct progress {
	u64 sum;
	u64 last;
};

static long add_index(u64 index, void *context)
{
	struct progress *progress = context;

	progress->sum += index * 3;
	return index == progress->last;
}

static long add_square(u32 index, void *context)
{
	struct progress *progress = context;
	struct progress inner = { .last = ~0ull };

	bpf_loop(index, add_index, &inner, 0);
	progress->sum += inner.sum;
	return 0;
}

/* ctx: rounds, where to stop, flags; out: sum; the answer is that of bpf_loop. */
SEC("syscall") int sum_loop(u64 *ctx)
{
	struct progress progress = { .last = ctx[1] };
	long rounds = bpf_loop(ctx[0], add_index, &progress, ctx[2]);

	ctx[3] = progress.sum;
	return rounds;
}

SEC("syscall") int loop_in_loop(u64 *ctx)
{
	struct progress progress = {};
	long rounds = bpf_loop(ctx[0], add_square, &progress, 0);

	ctx[3] = progress.sum;
	return rounds;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} hash SEC(".maps");

static long visit_array(void *map, u32 *key, u64 *value, void *context)
{
	struct progress *progress = context;

	progress->sum += *key * *value;
	*value += 1;
	return *key == progress->last;
}

/* Takes the odd keys out while it goes. */
static long visit_hash(void *map, u32 *key, u64 *value, void *context)
{
	struct progress *progress = context;

	progress->sum += *key * *value;
	if (*key & 1) {
		u32 odd = *key;

		progress->last += !bpf_map_delete_elem(map, &odd);
	}
	return 0;
}

/* ctx: where to stop; out: sum of key times value, which is one more each time. */
SEC("syscall") int each_of_array(u64 *ctx)
{
	struct progress progress = { .last = ctx[0] };
	long seen = bpf_for_each_map_elem(&array, visit_array, &progress, 0);

	ctx[1] = progress.sum;
	return seen;
}

/* ctx: entries to put; out: sum of key times value, how many were taken out, and how many were seen after that. */
SEC("syscall") int each_of_hash(u64 *ctx)
{
	struct progress progress = {}, again = {};
	long seen;
	u32 i;

	bpf_for(i, 0, ctx[0]) {
		u64 value = i + 100;

		bpf_map_update_elem(&hash, &i, &value, BPF_ANY);
	}
	seen = bpf_for_each_map_elem(&hash, visit_hash, &progress, 0);
	ctx[1] = progress.sum;
	ctx[2] = progress.last;
	ctx[3] = bpf_for_each_map_elem(&hash, visit_hash, &again, 0);
	ctx[4] = again.sum;
	return seen;
}

char _license[] SEC("license") = "GPL";
