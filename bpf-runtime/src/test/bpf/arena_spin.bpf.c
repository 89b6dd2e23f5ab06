/* SPDX-License-Identifier: Apache-2.0 */
/* A counter in an arena that several programs increment under a lock beside it. */
#include "arena_spin_lock.h"

char _license[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16);
	__ulong(map_extra, 0x3a0000000000);
} arena SEC(".maps");

arena_spinlock_t __arena lock;
u64 __arena hits;
u64 __arena copy;
u32 __arena arrived;

struct work {
	u32 rounds;
	u32 done;
	u32 timeouts;
	u32 torn;
};

/* As many rounds as there is time for. */
SEC("syscall")
int count(struct work *work)
{
	while (work->done < work->rounds && can_loop) {
		if (arena_spin_lock(&lock)) {
			work->timeouts++;
			continue;
		}
		work->torn += hits != copy;
		hits++;
		copy = hits;
		arena_spin_unlock(&lock);
		work->done++;
	}
	return 0;
}

static __noinline int wait_for(u32 wanted)
{
	while (*(volatile u32 __arena *)&arrived < wanted)
		if (!can_loop)
			return 0;
	return 1;
}

/* Has the lock until so many have arrived, but not for ever. */
SEC("syscall")
int hold(struct work *work)
{
	u32 wanted = work->rounds;
	int i;

	if (arena_spin_lock(&lock))
		return -ETIMEDOUT;
	__sync_fetch_and_add(&arrived, 1);
	for (i = 0; i < 100; i++)
		if (wait_for(wanted))
			break;
	arena_spin_unlock(&lock);
	return 0;
}

SEC("syscall")
int take(struct work *work)
{
	int error = arena_spin_lock(&lock);

	if (!error)
		arena_spin_unlock(&lock);
	return error;
}

/* How many tickets are out. */
SEC("syscall")
int tickets(struct work *work)
{
	return lock.next - lock.owner;
}
