// SPDX-License-Identifier: Apache-2.0
/* Maps in maps, and an array of programs, initialised by the object. */
#include "maps.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
};

struct inner first SEC(".maps");
struct inner second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 3);
	__type(key, u32);
	__array(values, struct inner);
} by_index SEC(".maps") = {
	.values = { &first, [2] = &second },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 16);
		__type(key, u32);
		__type(value, u64);
	});
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_RINGBUF);
		__uint(max_entries, 4096);
	});
} ring SEC(".maps");

SEC("syscall") int one(void *ctx)
{
	return 1;
}

SEC("syscall") int two(void *ctx)
{
	return 2;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, int(void *));
} programs SEC(".maps") = {
	.values = { [1] = (void *)&two, [3] = (void *)&one },
};

/* ctx: index of the map, index in it, what to add. The sum, or where it ended. */
SEC("syscall") int add(u32 *ctx)
{
	void *map = bpf_map_lookup_elem(&by_index, &ctx[0]);
	u64 *value;

	if (!map)
		return -1;
	value = bpf_map_lookup_elem(map, &ctx[1]);
	if (!value)
		return -2;
	return *value += ctx[2];
}

/* ctx: key of the map, key in it, value. */
SEC("syscall") int insert(u32 *ctx)
{
	void *map = bpf_map_lookup_elem(&by_key, &ctx[0]);
	u64 value = ctx[2];

	return map ? bpf_map_update_elem(map, &ctx[1], &value, BPF_NOEXIST) : -1;
}

/* The same map twice, and another: ctx[0] and ctx[1] are their indices. */
SEC("syscall") int compare(u32 *ctx)
{
	void *a = bpf_map_lookup_elem(&by_index, &ctx[0]);
	void *b = bpf_map_lookup_elem(&by_index, &ctx[1]);

	return a && a == b;
}

/* What only user space may do. */
SEC("syscall") int replace(u32 *ctx)
{
	long updated = bpf_map_update_elem(&by_index, &ctx[0], &ctx[1], 0);
	long deleted = bpf_map_delete_elem(&by_index, &ctx[0]);

	return updated == deleted ? updated : -1000;
}

/* An inner map is no memory. */
SEC("syscall") int peek_behind(u32 *ctx)
{
	u64 *map = bpf_map_lookup_elem(&by_index, &ctx[0]);

	return map ? *map : -1;
}

/* A record in a ring buffer that is an inner map; left behind if ctx[1]. */
SEC("syscall") int send(u32 *ctx)
{
	void *map = bpf_map_lookup_elem(&ring, &ctx[0]);
	u64 *record = map ? bpf_ringbuf_reserve(map, 8, 0) : NULL;

	if (!record)
		return -1;
	*record = 42;
	if (!ctx[1])
		bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
