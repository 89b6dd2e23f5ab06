// SPDX-License-Identifier: Apache-2.0
/*
 * Every atomic operation on arena memory, of 32 and of 64 bits. v1 and v2 have the addition that gives nothing back;
 * from v3 on there are the other ones, those that give the old value back, exchange and compare-and-exchange.
 *
 * The kernel's compiler for x86 has no or, and, xor in arena memory that give the old value back, so the programs with
 * these are not loaded unless asked for ("?syscall").
 */
#include "programs.h"

ARENA(16);

enum operation { ADD, OR, AND, XOR, FETCH_ADD, FETCH_OR, FETCH_AND, FETCH_XOR, XCHG, CMPXCHG };

u32 __arena word;
u64 __arena quad;

/*
 * Without an old value the compiler has only the addition; the others are asked for by name. A pointer that goes into
 * assembly is still one of user space.
 */
#define LOCKED(size, operator, register, place, value) \
	asm volatile("r1 = addr_space_cast(%0, 0x0, 0x1); r2 = %1; lock *(" #size " *)(r1 + 0) " operator " " register \
		     :: "r"(place), "r"((u64)(value)) : "r1", "r2", "memory")

/* ctx: operation, what is there, operand, comparand; out: what it gave back, what is there then. */
SEC("syscall") int apply64(u64 *ctx)
{
	u64 __arena *place = &quad;
	u64 old = 0, operand = ctx[2];

	*place = ctx[1];
	barrier();
	switch (ctx[0]) {
	case ADD:
		__sync_fetch_and_add(place, operand);
		break;
#if __BPF_CPU_VERSION__ >= 3
	case OR:
		LOCKED(u64, "|=", "r2", place, operand);
		break;
	case AND:
		LOCKED(u64, "&=", "r2", place, operand);
		break;
	case XOR:
		LOCKED(u64, "^=", "r2", place, operand);
		break;
	case FETCH_ADD:
		old = __sync_fetch_and_add(place, operand);
		break;
	case XCHG:
		old = __sync_lock_test_and_set(place, operand);
		break;
	case CMPXCHG:
		old = __sync_val_compare_and_swap(place, ctx[3], operand);
		break;
#endif
	default:
		return -EOPNOTSUPP;
	}
	barrier();
	ctx[4] = old;
	ctx[5] = *place;
	return 0;
}

SEC("syscall") int apply32(u64 *ctx)
{
	u32 __arena *place = &word;
	u32 old = 0, operand = ctx[2];

	*place = ctx[1];
	barrier();
	switch (ctx[0]) {
	case ADD:
		__sync_fetch_and_add(place, operand);
		break;
#if __BPF_CPU_VERSION__ >= 3
	case OR:
		LOCKED(u32, "|=", "w2", place, operand);
		break;
	case AND:
		LOCKED(u32, "&=", "w2", place, operand);
		break;
	case XOR:
		LOCKED(u32, "^=", "w2", place, operand);
		break;
	case FETCH_ADD:
		old = __sync_fetch_and_add(place, operand);
		break;
	case XCHG:
		old = __sync_lock_test_and_set(place, operand);
		break;
	case CMPXCHG:
		old = __sync_val_compare_and_swap(place, (u32)ctx[3], operand);
		break;
#endif
	default:
		return -EOPNOTSUPP;
	}
	barrier();
	ctx[4] = old;
	ctx[5] = *place;
	return 0;
}

#if __BPF_CPU_VERSION__ >= 3
#define APPLY_BITS(type, place) \
	type old, operand = ctx[2]; \
	*place = ctx[1]; \
	barrier(); \
	switch (ctx[0]) { \
	case FETCH_OR: \
		old = __sync_fetch_and_or(place, operand); \
		break; \
	case FETCH_AND: \
		old = __sync_fetch_and_and(place, operand); \
		break; \
	case FETCH_XOR: \
		old = __sync_fetch_and_xor(place, operand); \
		break; \
	default: \
		return -EOPNOTSUPP; \
	} \
	barrier(); \
	ctx[4] = old; \
	ctx[5] = *place; \
	return 0

SEC("?syscall") int apply_bits64(u64 *ctx)
{
	APPLY_BITS(u64, (&quad));
}

SEC("?syscall") int apply_bits32(u64 *ctx)
{
	APPLY_BITS(u32, (&word));
}
#endif

/* What many threads change at once. */
struct totals64 {
	u64 added, fetched, set, cleared, toggled, exchanged, counted;
};

struct totals32 {
	u32 added, fetched, set, cleared, toggled, exchanged, counted;
};

struct totals64 __arena totals64 = { .cleared = ~0ull };
struct totals32 __arena totals32 = { .cleared = ~0u };

#if __BPF_CPU_VERSION__ >= 3
/* One more by compare-and-exchange; 0 if that was not to be had in time. */
#define COUNT(type, name) \
	static __noinline int name(type __arena *place) \
	{ \
		type seen = *place; \
		while (can_loop) { \
			type found = __sync_val_compare_and_swap(place, seen, seen + 1); \
			if (found == seen) \
				return 1; \
			seen = found; \
		} \
		return 0; \
	}

COUNT(u64, count64)
COUNT(u32, count32)

/*
 * ctx: which thread, rounds; out: sum of the old values of an addition, sum of what was put and of what came back by
 * exchange, how often it counted. Bit number thread is set, cleared and toggled.
 */
#define HAMMER(type, totals, count, register) \
	type bit = (type)1 << (ctx[0] & 31); \
	u64 fetched = 0, put = 0, got = 0, counted = 0; \
	int i; \
	bpf_for(i, 0, ctx[1]) { \
		type token = (type)(ctx[0] << 20) + i + 1; \
		__sync_fetch_and_add(&totals.added, (type)(i + 1)); \
		fetched += __sync_fetch_and_add(&totals.fetched, 1); \
		LOCKED(type, "|=", register, &totals.set, bit); \
		LOCKED(type, "&=", register, &totals.cleared, ~bit); \
		LOCKED(type, "^=", register, &totals.toggled, bit); \
		put += token; \
		got += __sync_lock_test_and_set(&totals.exchanged, token); \
		counted += count(&totals.counted); \
	} \
	ctx[2] = fetched; \
	ctx[3] = put; \
	ctx[4] = got; \
	ctx[5] = counted; \
	return 0

SEC("syscall") int hammer64(u64 *ctx)
{
	HAMMER(u64, totals64, count64, "r2");
}

SEC("syscall") int hammer32(u64 *ctx)
{
	HAMMER(u32, totals32, count32, "w2");
}
#endif

/* What all versions have: additions of 32 and 64 bits. */
SEC("syscall") int add(u64 *ctx)
{
	int i;

	bpf_for(i, 0, ctx[1]) {
		__sync_fetch_and_add(&quad, (u64)i << 20);
		__sync_fetch_and_add(&word, i);
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
