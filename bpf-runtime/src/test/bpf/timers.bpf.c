/* SPDX-License-Identifier: Apache-2.0 */
/* Timers and workqueues in the values of arrays and hashes. */
#include "fields.h"

char _license[] SEC("license") = "GPL";

struct timed {
	u64 payload;
	struct bpf_timer timer;
	u64 rounds;
	u64 last;
};

struct work {
	struct bpf_wq wq;
	u64 rounds;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct timed);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u64);
	__type(value, struct timed);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4);
	__type(key, u64);
	__type(value, struct timed);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct work);
} works SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct timed);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps");

/* What callbacks saw. */
u64 fired;
u64 fired_key;
u64 fired_cpu;
u64 fired_map;
u64 stop;
s64 answer;

static int note(struct timed *value, u64 key)
{
	fired_key = key;
	fired_cpu = bpf_get_smp_processor_id();
	value->rounds++;
	__sync_fetch_and_add(&fired, 1);
	return 0;
}

static int on_array(void *map, u32 *key, struct timed *value)
{
	fired_map = 1;
	return note(value, *key);
}

static int on_hash(void *map, u64 *key, struct timed *value)
{
	fired_map = 2;
	return note(value, *key);
}

static int on_lru(void *map, u64 *key, struct timed *value)
{
	fired_map = 3;
	return note(value, *key);
}

/* Starts itself again until it has run payload times. */
static int again(void *map, u32 *key, struct timed *value)
{
	note(value, *key);
	if (value->rounds < value->payload)
		bpf_timer_start(&value->timer, 10000, 0);
	return 0;
}

static int cancel_itself(void *map, u32 *key, struct timed *value)
{
	answer = bpf_timer_cancel(&value->timer);
	return note(value, *key);
}

static int cancel_itself_async(void *map, u32 *key, struct timed *value)
{
	answer = bpf_timer_cancel_async(&value->timer);
	return note(value, *key);
}

static int delete_itself(void *map, u64 *key, struct timed *value)
{
	answer = bpf_map_delete_elem(&hash, key);
	answer = answer ?: bpf_timer_start(&value->timer, 0, 0);
	__sync_fetch_and_add(&fired, 1);
	return 0;
}

/* Runs until somebody says stop. */
static int linger(void *map, u32 *key, struct timed *value)
{
	note(value, *key);
	while (!*(volatile u64 *)&stop)
		value->last++;
	return 0;
}

static int talk(void *map, u32 *key, struct timed *value)
{
	static const char format[] = "round %d";

	bpf_trace_printk(format, sizeof(format), value->rounds);
	note(value, *key);
	if (value->payload == 9)
		*(volatile u64 *)8 = 1;
	if (value->payload == 10)
		*(volatile u32 *)key = 1;
	return 0;
}

struct call {
	u64 key;
	u64 nanos;
	u64 flags;
	u64 clock;
	u64 which;
	s64 init;
	s64 set;
	s64 start;
	s64 cancel;
};

static struct timed *find(void *map, struct call *call)
{
	return bpf_map_lookup_elem(map, &call->key);
}

SEC("syscall")
int arm_array(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	if (!value)
		return -1;
	value->payload = call->which;
	call->init = bpf_timer_init(&value->timer, &array, call->clock);
	switch (call->which) {
	case 0: call->set = bpf_timer_set_callback(&value->timer, on_array); break;
	case 1: call->set = bpf_timer_set_callback(&value->timer, cancel_itself); break;
	case 2: call->set = bpf_timer_set_callback(&value->timer, cancel_itself_async); break;
	case 3: call->set = bpf_timer_set_callback(&value->timer, linger); break;
	case 8: case 9: case 10: call->set = bpf_timer_set_callback(&value->timer, talk); break;
	default: call->set = bpf_timer_set_callback(&value->timer, again); break;
	}
	call->start = bpf_timer_start(&value->timer, call->nanos, call->flags);
	return 0;
}

SEC("syscall")
int arm_hash(struct call *call)
{
	struct timed zero = {}, *value;

	bpf_map_update_elem(&hash, &call->key, &zero, BPF_ANY);
	value = find(&hash, call);
	if (!value)
		return -1;
	call->init = bpf_timer_init(&value->timer, &hash, call->clock);
	if (call->which == 1)
		call->set = bpf_timer_set_callback(&value->timer, delete_itself);
	else
		call->set = bpf_timer_set_callback(&value->timer, on_hash);
	call->start = bpf_timer_start(&value->timer, call->nanos, call->flags);
	return 0;
}

SEC("syscall")
int arm_lru(struct call *call)
{
	struct timed zero = {}, *value;

	bpf_map_update_elem(&lru, &call->key, &zero, BPF_ANY);
	value = find(&lru, call);
	if (!value)
		return -1;
	call->init = bpf_timer_init(&value->timer, &lru, call->clock);
	call->set = bpf_timer_set_callback(&value->timer, on_lru);
	call->start = bpf_timer_start(&value->timer, call->nanos, call->flags);
	return 0;
}

SEC("syscall")
int arm_inner(struct call *call)
{
	u32 zero = 0;
	void *map = bpf_map_lookup_elem(&outer, &zero);
	struct timed *value = map ? bpf_map_lookup_elem(map, &zero) : NULL;

	if (!value)
		return -1;
	call->init = bpf_timer_init(&value->timer, map, call->clock);
	call->set = bpf_timer_set_callback(&value->timer, on_array);
	call->start = bpf_timer_start(&value->timer, call->nanos, call->flags);
	return 0;
}

SEC("syscall")
int init_only(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_init(&value->timer, &array, call->clock) : -1;
}

SEC("syscall")
int start_only(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_start(&value->timer, call->nanos, call->flags) : -1;
}

SEC("syscall")
int set_only(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_set_callback(&value->timer, on_array) : -1;
}

SEC("syscall")
int cancel(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_cancel(&value->timer) : -1;
}

SEC("syscall")
int cancel_async(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_cancel_async(&value->timer) : -1;
}

SEC("syscall")
int replace_array(struct call *call)
{
	u32 key = call->key;
	struct timed zero = {};

	return bpf_map_update_elem(&array, &key, &zero, BPF_ANY);
}

SEC("syscall")
int replace_hash(struct call *call)
{
	struct timed zero = {};

	return bpf_map_update_elem(&hash, &call->key, &zero, BPF_EXIST);
}

SEC("syscall")
int delete_hash(struct call *call)
{
	return bpf_map_delete_elem(&hash, &call->key);
}

SEC("syscall")
int fill_lru(struct call *call)
{
	struct timed zero = {};
	u64 key;

	for (key = 100; key < 120; key++)
		bpf_map_update_elem(&lru, &key, &zero, BPF_ANY);
	return 0;
}

SEC("syscall")
int wrong_map(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_init(&value->timer, &hash, 0) : -1;
}

SEC("syscall")
int wrong_place(struct call *call)
{
	u32 key = call->key;
	struct timed *value = bpf_map_lookup_elem(&array, &key);

	return value ? bpf_timer_init((void *)&value->rounds, &array, 0) : -1;
}

static int on_work(void *map, int *key, void *value)
{
	struct work *work = value;

	work->rounds++;
	fired_key = *key;
	fired_cpu = bpf_get_smp_processor_id();
	__sync_fetch_and_add(&fired, 1);
	while (*(volatile u64 *)&stop == 7)
		;
	return 0;
}

SEC("syscall")
int queue_work(struct call *call)
{
	u32 key = call->key;
	struct work zero = {}, *work = bpf_map_lookup_elem(&works, &key);

	if (!work) {
		bpf_map_update_elem(&works, &key, &zero, BPF_ANY);
		work = bpf_map_lookup_elem(&works, &key);
		if (!work)
			return -1;
	}
	if (call->which != 1)
		call->init = bpf_wq_init(&work->wq, &works, call->flags);
	if (call->which == 2)
		call->set = bpf_wq_set_callback_impl(&work->wq, on_work, call->clock, NULL);
	else if (call->which != 1)
		call->set = bpf_wq_set_callback(&work->wq, on_work, call->clock);
	call->start = bpf_wq_start(&work->wq, call->nanos);
	return 0;
}

SEC("syscall")
int delete_work(struct call *call)
{
	u32 key = call->key;

	return bpf_map_delete_elem(&works, &key);
}
