// SPDX-License-Identifier: Apache-2.0
/*
 * Locks whose words lie in the arena, taken by several threads: Lamport's bakery, which needs loads, stores and a
 * barrier alone and so works for every cpu version; from v3 on a lock of tickets and one of compare-and-exchange.
 * Who waits too long for his turn in one call of a function has can_loop end it, and calls again.
 */
#include "programs.h"

#define THREADS 4
#define PATIENCE 400

ARENA(16);

/* What the locks guard. Only plain loads and stores change it. */
struct guarded {
	u64 entries;
	u64 inside;
	u64 violations;
	u64 last[THREADS];
};

struct bakery {
	u32 choosing[THREADS];
	u64 number[THREADS];
	u64 fence;
};

struct guarded __arena by_bakery;
struct bakery __arena bakery;

/* An atomic addition is a barrier for all that stands before and behind it. */
static __always_inline void fence(void)
{
	__sync_fetch_and_add(&bakery.fence, 1);
}

/* 1 while another one is before us, or about to choose. */
static __always_inline int must_wait_for(u32 other, u32 me, u64 mine)
{
	u64 number;

	if (READ_ONCE(bakery.choosing[other]))
		return 1;
	number = READ_ONCE(bakery.number[other]);
	return number != 0 && (number < mine || (number == mine && other < me));
}

static __noinline int wait_for(u32 other, u32 me, u64 mine)
{
	while (must_wait_for(other, me, mine))
		if (!can_loop)
			return -ETIMEDOUT;
	return 0;
}

static __noinline int enter_bakery(u32 me)
{
	u64 mine = 0;
	int i, patience;

	WRITE_ONCE(bakery.choosing[me], 1);
	fence();
	bpf_for(i, 0, THREADS) {
		u64 number = READ_ONCE(bakery.number[i]);

		if (number > mine)
			mine = number;
	}
	mine++;
	WRITE_ONCE(bakery.number[me], mine);
	fence();
	WRITE_ONCE(bakery.choosing[me], 0);
	fence();
	bpf_for(i, 0, THREADS) {
		int waited = -ETIMEDOUT;

		bpf_for(patience, 0, PATIENCE) {
			waited = wait_for(i, me, mine);
			if (!waited)
				break;
		}
		if (waited)
			return waited;
	}
	fence();
	return 0;
}

static __always_inline void leave_bakery(u32 me)
{
	fence();
	WRITE_ONCE(bakery.number[me], 0);
}

/* Who is not alone in here sees it, sooner or later. */
static __always_inline void enter_guarded(struct guarded __arena *guarded, u32 me)
{
	u64 entries = READ_ONCE(guarded->entries);

	if (READ_ONCE(guarded->inside))
		guarded->violations++;
	WRITE_ONCE(guarded->inside, me + 1);
	WRITE_ONCE(guarded->entries, entries + 1);
	WRITE_ONCE(guarded->last[me], entries);
	if (READ_ONCE(guarded->inside) != me + 1)
		guarded->violations++;
	WRITE_ONCE(guarded->inside, 0);
}

/* ctx: which thread, how many rounds; out: rounds done. */
SEC("syscall") int contend_bakery(u64 *ctx)
{
	u32 me = ctx[0] % THREADS;
	u64 done = 0;
	int i;

	bpf_for(i, 0, ctx[1]) {
		if (enter_bakery(me))
			break;
		enter_guarded(&by_bakery, me);
		leave_bakery(me);
		done++;
	}
	ctx[2] = done;
	return 0;
}

#if __BPF_CPU_VERSION__ >= 3
struct tickets {
	u32 next;
	u32 owner;
};

struct guarded __arena by_ticket;
struct guarded __arena by_exchange;
struct tickets __arena tickets;
u32 __arena taken;

/* Reading by an addition of nothing is a barrier too, as long as the compiler does not see that it is nothing. */
static __noinline int wait_for_ticket(u32 mine)
{
	u32 nothing = 0;

	asm volatile("" : "+r"(nothing));
	while (__sync_fetch_and_add(&tickets.owner, nothing) != mine)
		if (!can_loop)
			return -ETIMEDOUT;
	return 0;
}

static __noinline int take_ticket(void)
{
	u32 mine = __sync_fetch_and_add(&tickets.next, 1);
	int patience;

	bpf_for(patience, 0, PATIENCE)
		if (!wait_for_ticket(mine))
			return 0;
	return -ETIMEDOUT;
}

SEC("syscall") int contend_ticket(u64 *ctx)
{
	u32 me = ctx[0] % THREADS;
	u64 done = 0;
	int i;

	bpf_for(i, 0, ctx[1]) {
		if (take_ticket())
			break;
		enter_guarded(&by_ticket, me);
		__sync_fetch_and_add(&tickets.owner, 1);
		done++;
	}
	ctx[2] = done;
	return 0;
}

static __noinline int try_exchange(void)
{
	while (READ_ONCE(taken) || __sync_val_compare_and_swap(&taken, 0, 1) != 0)
		if (!can_loop)
			return -ETIMEDOUT;
	return 0;
}

SEC("syscall") int contend_exchange(u64 *ctx)
{
	u32 me = ctx[0] % THREADS;
	u64 done = 0;
	int i, patience;

	bpf_for(i, 0, ctx[1]) {
		int taken_now = -ETIMEDOUT;

		bpf_for(patience, 0, PATIENCE) {
			taken_now = try_exchange();
			if (!taken_now)
				break;
		}
		if (taken_now)
			break;
		enter_guarded(&by_exchange, me);
		__sync_lock_test_and_set(&taken, 0);
		done++;
	}
	ctx[2] = done;
	return 0;
}
#endif

/* ctx: which lock; out: entries, violations. */
SEC("syscall") int totals(u64 *ctx)
{
	struct guarded __arena *guarded = &by_bakery;

#if __BPF_CPU_VERSION__ >= 3
	if (ctx[0] == 1)
		guarded = &by_ticket;
	if (ctx[0] == 2)
		guarded = &by_exchange;
#endif
	ctx[1] = guarded->entries;
	ctx[2] = guarded->violations;
	return 0;
}

char _license[] SEC("license") = "GPL";
