/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fair spin lock that lives in an arena. Who wants it draws a ticket and waits at a place of its own, so that letting
 * go wakes one and disturbs no other:
 *
 *   next 5, owner 3                      tickets 3 (has it) and 4 (waits) are out
 *   places   [3] = granted 3   [4] = granted of some ticket long ago
 *   unlock   owner = 4, [4] = granted 4  ticket 4 sees it
 *
 * Who is told by can_loop to stop leaves "abandoned 4" at its place and goes with -ETIMEDOUT; whoever lets go of the lock
 * later passes over it. There are more places than threads can wait; a ticket is only drawn when its place is free, so
 * that none is overwritten. A lock of zeros is free. All of it is compare-and-exchange, which arena memory has in every
 * instruction set from v3 on.
 */
#pragma once
#include "bpf.h"

#define ARENA_SPIN_LOCK_PLACES 64
#ifndef ETIMEDOUT
#define ETIMEDOUT 110
#endif

#ifndef can_loop
#define can_loop \
	({ \
		__label__ leave, stay; \
		int going = 1; \
		asm volatile goto("may_goto %l[leave]" ::::leave); \
		goto stay; \
	leave: \
		going = 0; \
	stay:; \
		going; \
	})
#endif

/* Tickets count up and wrap; what stands at a place is a ticket and whether it was granted (0) or abandoned (1). */
typedef struct arena_spinlock {
	u32 next;
	u32 owner;
	u32 place[ARENA_SPIN_LOCK_PLACES];
} arena_spinlock_t;

static inline u32 arena_spin_read(u32 __arena *word)
{
	return *(volatile u32 __arena *)word;
}

static inline u32 arena_spin_granted(u32 ticket)
{
	return ticket << 1;
}

static inline u32 arena_spin_abandoned(u32 ticket)
{
	return ticket << 1 | 1;
}

/* Draws a ticket as soon as one has a free place; 0 if can_loop gave up first. */
static inline int arena_spin_draw(arena_spinlock_t __arena *lock, u32 *ticket)
{
	u32 next;

	while (can_loop) {
		next = arena_spin_read(&lock->next);
		if (next - arena_spin_read(&lock->owner) < ARENA_SPIN_LOCK_PLACES &&
		    __sync_val_compare_and_swap(&lock->next, next, next + 1) == next) {
			*ticket = next;
			return 1;
		}
	}
	return 0;
}

/*
 * 0 with the lock, or -ETIMEDOUT without. A function of its own, not to be inlined: loops of one frame share the time that
 * can_loop gives them.
 */
static __noinline int arena_spin_lock(arena_spinlock_t __arena *lock)
{
	u32 __arena *place;
	u32 ticket, seen;

	if (!arena_spin_draw(lock, &ticket))
		return -ETIMEDOUT;
	place = &lock->place[ticket % ARENA_SPIN_LOCK_PLACES];
	while (can_loop) {
		/* An exchange of a value for itself: it is a full barrier, which a plain load is not. */
		if (arena_spin_read(place) == arena_spin_granted(ticket) &&
		    __sync_val_compare_and_swap(place, arena_spin_granted(ticket), arena_spin_granted(ticket)) ==
			    arena_spin_granted(ticket))
			return 0;
	}
	seen = arena_spin_read(place);
	if (seen == arena_spin_granted(ticket) ||
	    __sync_val_compare_and_swap(place, seen, arena_spin_abandoned(ticket)) != seen)
		return 0; /* Only a grant can have come in between. */
	return -ETIMEDOUT;
}

/* The caller has the lock. */
static inline void arena_spin_unlock(arena_spinlock_t __arena *lock)
{
	u32 ticket = arena_spin_read(&lock->owner);
	u32 __arena *place;
	u32 seen;
	int i;

	for (i = 0; i <= ARENA_SPIN_LOCK_PLACES; i++) {
		ticket++;
		place = &lock->place[ticket % ARENA_SPIN_LOCK_PLACES];
		/* The place of the one before becomes free, and what was done under the lock is seen before that. */
		__sync_val_compare_and_swap(&lock->owner, ticket - 1, ticket);
		seen = arena_spin_read(place);
		if (seen != arena_spin_abandoned(ticket) &&
		    __sync_val_compare_and_swap(place, seen, arena_spin_granted(ticket)) == seen)
			return;
	}
}
