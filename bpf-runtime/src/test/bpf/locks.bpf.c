/* SPDX-License-Identifier: Apache-2.0 */
/* Counters under the locks of map values, and what a program must not do with a lock. */
#include "fields.h"

char _license[] SEC("license") = "GPL";

struct counter {
	u64 hits;
	struct bpf_spin_lock lock;
	u32 age;
	u64 copy;
};

struct nested {
	u32 before;
	struct counter inner;
};

struct resilient {
	struct bpf_res_spin_lock lock;
	u32 unused;
	u64 hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct counter);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct nested);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 40);
	__type(key, u32);
	__type(value, struct resilient);
} resilients SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct counter);
} lockless SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
} arena SEC(".maps");

__hidden struct bpf_spin_lock global_lock SEC(".data.A");
__hidden u64 global_hits SEC(".data.A");

/* How many runs have reached a place, for those that wait for each other. */
u32 arrived;

struct work {
	u32 key;
	u32 rounds;
};

SEC("syscall")
int count(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);
	u32 i;

	for (i = 0; counter && i < work->rounds; i++) {
		bpf_spin_lock(&counter->lock);
		counter->hits++;
		counter->copy = counter->hits;
		bpf_spin_unlock(&counter->lock);
	}
	return counter ? 0 : -1;
}

SEC("syscall")
int count_nested(struct work *work)
{
	struct nested *nested = bpf_map_lookup_elem(&table, &work->key);
	u32 i;

	for (i = 0; nested && i < work->rounds; i++) {
		bpf_spin_lock(&nested->inner.lock);
		nested->inner.hits++;
		bpf_spin_unlock(&nested->inner.lock);
	}
	return nested ? 0 : -1;
}

SEC("syscall")
int count_global(struct work *work)
{
	u32 i;

	for (i = 0; i < work->rounds; i++) {
		bpf_spin_lock(&global_lock);
		global_hits++;
		bpf_spin_unlock(&global_lock);
	}
	return 0;
}

/* Where a thread with the lock may not run for long, a lock can time out that a kernel would give: then once more. */
SEC("syscall")
int count_resilient(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);
	u32 i = 0;
	int error = counter ? 0 : -1;

	while (counter && i < work->rounds && (!error || error == -ETIMEDOUT)) {
		error = bpf_res_spin_lock(&counter->lock);
		if (error)
			continue;
		counter->hits++;
		i++;
		bpf_res_spin_unlock(&counter->lock);
	}
	return error;
}

SEC("syscall")
int count_irqsave(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);
	unsigned long flags;
	u32 i = 0;
	int error = counter ? 0 : -1;

	while (counter && i < work->rounds && (!error || error == -ETIMEDOUT)) {
		error = bpf_res_spin_lock_irqsave(&counter->lock, &flags);
		if (error)
			continue;
		counter->hits++;
		i++;
		bpf_res_spin_unlock_irqrestore(&counter->lock, &flags);
	}
	return error;
}

SEC("syscall")
int try_resilient(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);
	int error = counter ? bpf_res_spin_lock(&counter->lock) : -1;

	if (counter && !error)
		bpf_res_spin_unlock(&counter->lock);
	return error;
}

/* Locks the counter of one key and then that of the other, once somebody else is as far. */
SEC("syscall")
int lock_both(u32 *keys)
{
	struct resilient *first = bpf_map_lookup_elem(&resilients, &keys[0]);
	struct resilient *second = bpf_map_lookup_elem(&resilients, &keys[1]);
	int error;

	if (!first || !second)
		return -1;
	error = bpf_res_spin_lock(&first->lock);
	if (error)
		return error;
	__sync_fetch_and_add(&arrived, 1);
	while (*(volatile u32 *)&arrived < keys[2])
		;
	error = bpf_res_spin_lock(&second->lock);
	if (!error) {
		second->hits++;
		bpf_res_spin_unlock(&second->lock);
	}
	bpf_res_spin_unlock(&first->lock);
	return error;
}

/* Holds a resilient lock until somebody says so. */
SEC("syscall")
int hold_resilient(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);

	if (!counter || bpf_res_spin_lock(&counter->lock))
		return -1;
	__sync_fetch_and_add(&arrived, 1);
	while (*(volatile u32 *)&arrived < work->rounds)
		;
	bpf_res_spin_unlock(&counter->lock);
	return 0;
}

/* Holds a lock until somebody says so, or its time is up. */
SEC("syscall")
int hold(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);

	if (!counter)
		return -1;
	bpf_spin_lock(&counter->lock);
	__sync_fetch_and_add(&arrived, 1);
	while (*(volatile u32 *)&arrived < work->rounds)
		counter->age++;
	bpf_spin_unlock(&counter->lock);
	return 0;
}

SEC("syscall")
int never_unlock(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);

	if (counter)
		bpf_spin_lock(&counter->lock);
	return 0;
}

SEC("syscall")
int never_unlock_resilient(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);

	return counter ? bpf_res_spin_lock(&counter->lock) : -1;
}

SEC("syscall")
int fault_inside(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);

	if (counter) {
		bpf_spin_lock(&counter->lock);
		*(volatile u64 *)8 = 1;
		bpf_spin_unlock(&counter->lock);
	}
	return 0;
}

SEC("syscall")
int lock_two(u32 *keys)
{
	struct counter *first = bpf_map_lookup_elem(&counters, &keys[0]);
	struct counter *second = bpf_map_lookup_elem(&counters, &keys[1]);

	if (first && second) {
		bpf_spin_lock(&first->lock);
		bpf_spin_lock(&second->lock);
		bpf_spin_unlock(&second->lock);
		bpf_spin_unlock(&first->lock);
	}
	return 0;
}

SEC("syscall")
int unlock_only(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);

	if (counter)
		bpf_spin_unlock(&counter->lock);
	return 0;
}

SEC("syscall")
int unlock_other(u32 *keys)
{
	struct counter *first = bpf_map_lookup_elem(&counters, &keys[0]);
	struct counter *second = bpf_map_lookup_elem(&counters, &keys[1]);

	if (first && second) {
		bpf_spin_lock(&first->lock);
		bpf_spin_unlock(&second->lock);
	}
	return 0;
}

SEC("syscall")
int unlock_out_of_order(u32 *keys)
{
	struct resilient *first = bpf_map_lookup_elem(&resilients, &keys[0]);
	struct resilient *second = bpf_map_lookup_elem(&resilients, &keys[1]);

	if (first && second && !bpf_res_spin_lock(&first->lock) && !bpf_res_spin_lock(&second->lock)) {
		bpf_res_spin_unlock(&first->lock);
		bpf_res_spin_unlock(&second->lock);
	}
	return 0;
}

SEC("syscall")
int unlock_without_irq(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);
	unsigned long flags;

	if (counter && !bpf_res_spin_lock_irqsave(&counter->lock, &flags))
		bpf_res_spin_unlock(&counter->lock);
	return 0;
}

SEC("syscall")
int restore_out_of_order(u32 *keys)
{
	struct resilient *first = bpf_map_lookup_elem(&resilients, &keys[0]);
	unsigned long flags, others = 0;

	if (first && !bpf_res_spin_lock_irqsave(&first->lock, &flags))
		bpf_res_spin_unlock_irqrestore(&first->lock, &others);
	return others;
}

/* The same lock twice. */
SEC("syscall")
int lock_again(struct work *work)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &work->key);
	int error = -1;

	if (counter && !bpf_res_spin_lock(&counter->lock)) {
		error = bpf_res_spin_lock(&counter->lock);
		bpf_res_spin_unlock(&counter->lock);
	}
	return error;
}

static int lock_rest(u32 key)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &key);

	return counter ? bpf_res_spin_lock(&counter->lock) : -1;
}

static int unlock_rest(u32 key)
{
	struct resilient *counter = bpf_map_lookup_elem(&resilients, &key);

	if (counter)
		bpf_res_spin_unlock(&counter->lock);
	return 0;
}

/* So many locks at once, and then the first again: a deadlock that is seen if it is one of the first 31. */
SEC("syscall")
int lock_many(struct work *work)
{
	u32 zero = 0, i, taken;
	int error = 0;

	for (taken = 0; !error && taken < work->rounds; taken++)
		error = lock_rest(taken);
	if (!error)
		error = lock_rest(work->key);
	for (i = taken; i > zero; i--)
		unlock_rest(i - 1);
	return error;
}

SEC("syscall")
int lock_hits(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);

	if (counter)
		bpf_spin_lock((struct bpf_spin_lock *)&counter->hits);
	return 0;
}

SEC("syscall")
int lock_stack(struct work *work)
{
	struct bpf_spin_lock lock = {work->key};

	bpf_spin_lock(&lock);
	return lock.val;
}

SEC("syscall")
int lock_lockless(struct work *work)
{
	struct counter *counter;
	struct counter empty = {};

	bpf_map_update_elem(&lockless, &work->key, &empty, BPF_ANY);
	counter = bpf_map_lookup_elem(&lockless, &work->key);
	if (counter)
		bpf_spin_lock(&counter->lock);
	return 0;
}

/* The lock is taken while an arena page comes and goes. */
SEC("syscall")
int allocate_inside(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);
	void __arena *page = 0;

	if (!counter)
		return -1;
	bpf_spin_lock(&counter->lock);
	page = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);
	if (page)
		bpf_arena_free_pages(&arena, page, 1);
	bpf_spin_unlock(&counter->lock);
	return page ? 0 : -2;
}

struct change {
	u32 key;
	u32 which;
	u64 flags;
	u64 hits;
};

SEC("syscall")
int change(struct change *change)
{
	struct nested nested = {};

	nested.inner.hits = change->hits;
	nested.inner.copy = change->hits;
	nested.inner.lock.val = 7;
	if (change->which == 0)
		return bpf_map_update_elem(&counters, &change->key, &nested.inner, change->flags);
	if (change->which == 1)
		return bpf_map_update_elem(&table, &change->key, &nested, change->flags);
	return bpf_map_update_elem(&lockless, &change->key, &nested.inner, change->flags);
}

/* Whether the two halves of a value that is changed under its lock are alike. */
SEC("syscall")
int look(struct work *work)
{
	struct counter *counter = bpf_map_lookup_elem(&counters, &work->key);
	u32 i, torn = 0;

	for (i = 0; counter && i < work->rounds; i++) {
		bpf_spin_lock(&counter->lock);
		torn += counter->hits != counter->copy;
		bpf_spin_unlock(&counter->lock);
	}
	return torn;
}
