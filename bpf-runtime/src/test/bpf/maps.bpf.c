// SPDX-License-Identifier: Apache-2.0
/* Maps by their BTF. */
#include "bpf.h"

struct key {
	u32 a;
	u16 b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct key);
	__type(value, u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__uint(value_size, 12);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} constants SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} results SEC(".maps");

SEC("syscall") int insert(u32 *ctx)
{
	struct key key = { .a = ctx[0] };
	u64 value = ctx[1];

	return bpf_map_update_elem(&table, &key, &value, ctx[2]);
}

SEC("syscall") int find(u32 *ctx)
{
	struct key key = { .a = ctx[0] };
	u64 *value = bpf_map_lookup_elem(&table, &key);

	return value ? *value : -1;
}

SEC("syscall") int erase(u32 *ctx)
{
	struct key key = { .a = ctx[0] };

	return bpf_map_delete_elem(&table, &key);
}

SEC("syscall") int bump(u32 *ctx)
{
	u32 *value = bpf_map_lookup_elem(&array, ctx);

	return value ? ++value[2] : -1;
}

SEC("syscall") int write_constant(u32 *ctx)
{
	u64 value = 1;

	return bpf_map_update_elem(&constants, ctx, &value, BPF_ANY);
}

SEC("syscall") int erase_constant(u32 *ctx)
{
	return bpf_map_delete_elem(&constants, ctx);
}

SEC("syscall") int write_result(u32 *ctx)
{
	u64 value = 1;

	return bpf_map_update_elem(&results, ctx, &value, BPF_ANY);
}

SEC("syscall") int read_result(u32 *ctx)
{
	u64 *value = bpf_map_lookup_elem(&results, ctx);

	return value ? *value : 0;
}

char LICENSE[] SEC("license") = "GPL";
