// SPDX-License-Identifier: Apache-2.0
/* A queue and a stack. */
#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 3);
	__type(value, u64);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 3);
	__type(value, u64);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, u32);
	__type(value, u64);
} array SEC(".maps");

/* ctx: value, flags. The answers of both, which are to be the same. */
SEC("syscall") int push(u32 *ctx)
{
	u64 value = ctx[0];
	long queued = bpf_map_push_elem(&queue, &value, ctx[1]);
	long stacked = bpf_map_push_elem(&stack, &value, ctx[1]);

	return queued == stacked ? queued : -1000;
}

/* What the queue gives, and in the upper half of the result what the stack gives. */
SEC("syscall") int pop(u32 *ctx)
{
	u64 first = 99, last = 99;
	long queued = ctx[0] ? bpf_map_peek_elem(&queue, &first) : bpf_map_pop_elem(&queue, &first);
	long stacked = ctx[0] ? bpf_map_peek_elem(&stack, &last) : bpf_map_pop_elem(&stack, &last);

	ctx[1] = first;
	ctx[2] = last;
	return queued == stacked ? queued : -1000;
}

/* An array has no ends. */
SEC("syscall") int push_to_array(u32 *ctx)
{
	u64 value = ctx[0];
	long pushed = bpf_map_push_elem(&array, &value, 0);
	long popped = bpf_map_pop_elem(&array, &value);
	long peeked = bpf_map_peek_elem(&array, &value);

	return pushed == popped && popped == peeked ? pushed : -1000;
}

char LICENSE[] SEC("license") = "GPL";
