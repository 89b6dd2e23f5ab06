// SPDX-License-Identifier: Apache-2.0
/* Maps of whose values each CPU has its own, LRU hashes, and a callback for each element. */
#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8);
	__type(key, u64);
	__type(value, u64);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 8);
	__type(key, u64);
	__type(value, u64);
} recent_by_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, u32);
	__type(value, u64);
} table SEC(".maps");

/* Counts on its CPU, without an atomic instruction. */
SEC("syscall") int count(u32 *ctx)
{
	u32 rounds = ctx[0], key = ctx[1];
	u64 zero = 0;

	for (u32 i = 0; i < rounds; i++) {
		u64 *value = bpf_map_lookup_elem(&counts, &key);

		if (!value)
			return -1;
		++*value;
		value = bpf_map_lookup_elem(&by_key, &key);
		if (!value) {
			bpf_map_update_elem(&by_key, &key, &zero, BPF_NOEXIST);
			value = bpf_map_lookup_elem(&by_key, &key);
			if (!value)
				return -2;
		}
		++*value;
	}
	return 0;
}

/* What another CPU has counted; -1 if there is no such value. */
SEC("syscall") int count_of(u32 *ctx)
{
	u64 *value = bpf_map_lookup_percpu_elem(&counts, &ctx[0], ctx[1]);
	u64 *other = bpf_map_lookup_percpu_elem(&by_key, &ctx[0], ctx[1]);

	return value && other && *value == *other ? *value : -1;
}

/* Not a map of which each CPU has its own. */
SEC("syscall") int count_of_table(u32 *ctx)
{
	return bpf_map_lookup_percpu_elem(&table, &ctx[0], 0) ? 1 : 0;
}

/* Puts keys one after the other and uses the first one in between; how many of the first four are left, by bits. */
SEC("syscall") int press(u32 *ctx)
{
	int left = 0;

	for (u64 key = 0; key < ctx[0]; key++) {
		u64 first = 0;

		bpf_map_update_elem(&recent, &key, &key, BPF_ANY);
		bpf_map_update_elem(&recent_by_cpu, &key, &key, BPF_ANY);
		bpf_map_lookup_elem(&recent, &first);
		bpf_map_lookup_elem(&recent_by_cpu, &first);
	}
	for (u64 key = 0; key < 4; key++) {
		u64 *value = bpf_map_lookup_elem(&recent, &key);
		u64 *other = bpf_map_lookup_elem(&recent_by_cpu, &key);

		left |= (value && *value == key) << key;
		left |= (other && *other == key) << (key + 4);
	}
	return left;
}

struct sum {
	u64 keys;
	u64 values;
	u32 left;
};

static long add(void *map, u32 *key, u64 *value, struct sum *sum)
{
	sum->keys += *key;
	sum->values += *value;
	return --sum->left == 0;
}

static long drop_odd(void *map, u32 *key, u64 *value, void *ctx)
{
	if (*key & 1)
		bpf_map_delete_elem(map, key);
	return 0;
}

static long break_key(void *map, u32 *key, u64 *value, void *ctx)
{
	*key = 0;
	return 0;
}

/* ctx: what to do, sum of keys, sum of values, flags. */
SEC("syscall") int visit(u32 *ctx)
{
	struct sum sum = { .left = ~0 };
	long seen = -1;

	switch (ctx[0]) {
	case 0:
		seen = bpf_for_each_map_elem(&table, add, &sum, ctx[3]);
		break;
	case 1:
		sum.left = 5;
		seen = bpf_for_each_map_elem(&table, add, &sum, ctx[3]);
		break;
	case 2:
		seen = bpf_for_each_map_elem(&counts, add, &sum, ctx[3]);
		break;
	case 3:
		seen = bpf_for_each_map_elem(&table, drop_odd, NULL, 0);
		break;
	case 4:
		seen = bpf_for_each_map_elem(&table, break_key, NULL, 0);
		break;
	}
	ctx[1] = sum.keys;
	ctx[2] = sum.values;
	return seen;
}

char LICENSE[] SEC("license") = "GPL";
