// SPDX-License-Identifier: Apache-2.0
/*
 * Tail calls: a chain, its limit, from subprograms, to nothing, and through an array that user space changes. Programs
 * that may sleep have no arrays of programs, so these are of another type, and two that may sleep set what they work on
 * and read what they left.
 */
#include "programs.h"

struct __sk_buff {
	u32 len;
};

int again(struct __sk_buff *skb);
int doubled(struct __sk_buff *skb);
int tripled(struct __sk_buff *skb);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(u32));
	__array(values, int(struct __sk_buff *));
} programs SEC(".maps") = {
	.values = { [0] = (void *)&again, [1] = (void *)&doubled },
};

volatile u64 number, slot, runs, result, before, kept;

SEC("syscall") int set(u64 *ctx)
{
	number = ctx[0];
	slot = ctx[1];
	runs = result = before = kept = 0;
	return 0;
}

SEC("syscall") int get(u64 *ctx)
{
	ctx[0] = runs;
	ctx[1] = result;
	ctx[2] = before;
	ctx[3] = kept;
	return 0;
}

/* It goes on with itself, number times or until nothing more is allowed. */
SEC("tc") int again(struct __sk_buff *skb)
{
	runs++;
	if (runs < number)
		bpf_tail_call(skb, &programs, 0);
	return runs == number ? 0 : 1;
}

SEC("tc") int doubled(struct __sk_buff *skb)
{
	result = number * 2;
	return 2;
}

SEC("tc") int tripled(struct __sk_buff *skb)
{
	result = number * 3;
	return 3;
}

/* What the program in the slot makes of the number; 7 if there is none. */
SEC("tc") int dispatch(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &programs, slot);
	return 7;
}

static __noinline int call_from_here(struct __sk_buff *skb, u32 index)
{
	volatile int nothing_there = 8;

	bpf_tail_call(skb, &programs, index);
	return nothing_there;
}

/* What the other program returns is what the subprogram returns. */
SEC("tc") int from_subprogram(struct __sk_buff *skb)
{
	volatile u64 mine = number + 5;
	int answer = call_from_here(skb, slot);

	kept = mine;
	return answer + 100;
}

/* Two subprograms in turn; their tail calls are counted together. */
SEC("tc") int twice(struct __sk_buff *skb)
{
	int first = call_from_here(skb, 0), second;

	before = runs;
	runs = 0;
	second = call_from_here(skb, 0);
	return first * 10 + second;
}

char _license[] SEC("license") = "GPL";
