// SPDX-License-Identifier: Apache-2.0
/* Maps of maps: an array of arrays that the object fills, a hash of hashes that user space fills, swapped meanwhile. */
#include "programs.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
};

struct inner blue SEC(".maps"), green SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct inner);
} by_index SEC(".maps") = {
	.values = { [0] = &blue, [2] = &green },
};

struct inner_hash {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, u64);
	__type(value, u64);
};

struct inner_hash red SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, u32);
	__array(values, struct inner_hash);
} by_key SEC(".maps");

/* ctx: index of the map, index in it, what to add; out: the sum. */
SEC("syscall") int add(u64 *ctx)
{
	u32 outer = ctx[0], index = ctx[1];
	void *map = bpf_map_lookup_elem(&by_index, &outer);
	u64 *value;

	if (!map)
		return -1;
	value = bpf_map_lookup_elem(map, &index);
	if (!value)
		return -2;
	__sync_fetch_and_add(value, ctx[2]);
	ctx[3] = *value;
	return 0;
}

/* ctx: map and index, rounds; out: additions made, rounds in which no map was there. */
SEC("syscall") int add_many(u64 *ctx)
{
	u32 outer = ctx[0], index = ctx[1];
	u64 added = 0, missed = 0;
	int i;

	bpf_for(i, 0, ctx[2]) {
		void *map = bpf_map_lookup_elem(&by_index, &outer);
		u64 *value = map ? bpf_map_lookup_elem(map, &index) : NULL;

		if (value) {
			__sync_fetch_and_add(value, 1);
			added++;
		} else {
			missed++;
		}
	}
	ctx[3] = added;
	ctx[4] = missed;
	return 0;
}

/* ctx: key of the map, key, value. */
SEC("syscall") int insert(u64 *ctx)
{
	u32 outer = ctx[0];
	u64 key = ctx[1], value = ctx[2];
	void *map = bpf_map_lookup_elem(&by_key, &outer);

	return map ? bpf_map_update_elem(map, &key, &value, BPF_NOEXIST) : -1;
}

/* ctx: key of the map, key; out: value. */
SEC("syscall") int find(u64 *ctx)
{
	u32 outer = ctx[0];
	u64 key = ctx[1];
	void *map = bpf_map_lookup_elem(&by_key, &outer);
	u64 *value = map ? bpf_map_lookup_elem(map, &key) : NULL;

	if (!value)
		return map ? -2 : -1;
	ctx[2] = *value;
	return 0;
}

char _license[] SEC("license") = "GPL";
