// SPDX-License-Identifier: Apache-2.0
/* Exceptions: thrown by the program and by what it calls, in a loop too; caught by nobody, or by a callback. */
#include "programs.h"

ARENA(16);

u64 __arena steps;

/* Out of ctx[0] at most. A program that throws has done what it did until then. */
SEC("syscall") int throw_above(u64 *ctx)
{
	ctx[1] = 1;
	if (ctx[0] > 10)
		bpf_throw(ctx[0]);
	ctx[2] = 1;
	return ctx[0] + 100;
}

static __noinline u64 third(u64 n)
{
	steps++;
	bpf_assert_with(n != 7, n * 11);
	return n * 3;
}

static __noinline u64 second(u64 n)
{
	u64 result = third(n + 1);

	steps++;
	return result + 2;
}

__noinline int first(u64 n)
{
	int result = second(n + 1);

	steps++;
	return result + 1;
}

/* ctx: a number; out: whether it came back; steps. */
SEC("syscall") int nested(u64 *ctx)
{
	steps = 0;
	ctx[1] = first(ctx[0]);
	ctx[2] = 1;
	return 0;
}

/* After it, as there is no other way to see it. */
SEC("syscall") int steps_taken(u64 *ctx)
{
	ctx[0] = steps;
	return 0;
}

/* Gets the cookie, and returns for the program. */
__noinline int explain(u64 cookie)
{
	steps += 1000;
	return cookie * 2 + 1;
}

SEC("syscall") __exception_cb(explain) int nested_explained(u64 *ctx)
{
	steps = 0;
	ctx[1] = first(ctx[0]);
	ctx[2] = 1;
	return 7;
}

struct sum {
	u64 limit;
	u64 total;
};

/* A callback must not throw; it ends its loop, and who called it does. */
static long add_up(u64 index, void *context)
{
	struct sum *sum = context;

	sum->total += index;
	steps++;
	return sum->total > sum->limit;
}

static __noinline u64 sum_up_to(u64 rounds, u64 limit)
{
	struct sum sum = { .limit = limit };

	bpf_loop(rounds, add_up, &sum, 0);
	bpf_assert_with(sum.total <= limit, sum.total);
	return sum.total;
}

/* ctx: rounds, limit; out: total. */
SEC("syscall") __exception_cb(explain) int loop_explained(u64 *ctx)
{
	steps = 0;
	ctx[2] = sum_up_to(ctx[0], ctx[1]);
	return 5;
}

SEC("syscall") int loop(u64 *ctx)
{
	steps = 0;
	ctx[2] = sum_up_to(ctx[0], ctx[1]);
	return 5;
}

/* What assertions are for: the array may be used without a mask, since an index outside it ends the program. */
u64 table[16];

SEC("syscall") int asserted(u64 *ctx)
{
	u64 index = ctx[0];

	bpf_assert_range(index, 2, 15);
	table[index] += ctx[1];
	ctx[2] = table[index];
	return 1;
}

SEC("syscall") __exception_cb(explain) int asserted_explained(u64 *ctx)
{
	u64 index = ctx[0];

	bpf_assert_with(index < 16, 40);
	bpf_assert_with(ctx[1], 50);
	table[index] += ctx[1];
	ctx[2] = table[index];
	return 1;
}

char _license[] SEC("license") = "GPL";
