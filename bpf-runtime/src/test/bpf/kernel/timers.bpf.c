// SPDX-License-Identifier: Apache-2.0
/* Timers: one that fires so many times, each time starting itself again, and one that is cancelled before it fires. */
#include "programs.h"

ARENA(16);

struct element {
	struct bpf_timer timer;
	u64 left;
	u64 fired;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct element);
} timers SEC(".maps");

u64 __arena ticks[4];

static int tick(void *map, u32 *key, struct element *element)
{
	element->fired++;
	ticks[*key % 4]++;
	if (--element->left)
		bpf_timer_start(&element->timer, 1000000, 0);
	return 0;
}

/* ctx: which timer, after how many nanoseconds, how often; out: what init, set_callback and start answered. */
SEC("syscall") int start(u64 *ctx)
{
	u32 key = ctx[0];
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	if (!element)
		return -ENOENT;
	element->left = ctx[2];
	element->fired = 0;
	ctx[3] = bpf_timer_init(&element->timer, &timers, CLOCK_MONOTONIC);
	ctx[4] = bpf_timer_set_callback(&element->timer, tick);
	ctx[5] = bpf_timer_start(&element->timer, ctx[1], 0);
	return 0;
}

/* ctx: which timer; the answer is that of bpf_timer_cancel: whether it was still to fire. */
SEC("syscall") int cancel(u64 *ctx)
{
	u32 key = ctx[0];
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	return element ? bpf_timer_cancel(&element->timer) : -ENOENT;
}

/* ctx: which timer; out: how often it fired, by the map and by the arena, and how often it still will. */
SEC("syscall") int look(u64 *ctx)
{
	u32 key = ctx[0];
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	if (!element)
		return -ENOENT;
	ctx[1] = element->fired;
	ctx[2] = ticks[key % 4];
	ctx[3] = element->left;
	return 0;
}

char _license[] SEC("license") = "GPL";
