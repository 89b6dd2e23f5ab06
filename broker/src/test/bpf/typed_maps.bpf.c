// SPDX-License-Identifier: Apache-2.0
/* Maps to be shown: with types and without, of one value and of one for each CPU. */
#include "bpf_arena.h"

enum colour { RED, GREEN = 5, BLUE = -1 };

struct inner {
	__u8 a;
	char c;
	char name[8];
	__s32 raw[3];
};

struct value {
	__u64 big;
	__s32 negative;
	__u32 flag : 1;
	__u32 mode : 3;
	enum colour colour;
	bool yes;
	struct inner inner;
	union {
		__u16 half;
		__u8 bytes[2];
	};
	void *pointer;
	char text[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct value);
} typed SEC(".maps");

struct {
	__uint(type, 6 /* BPF_MAP_TYPE_PERCPU_ARRAY */);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct plain {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, 12);
} plain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 40);
} wide SEC(".maps");

struct {
	__uint(type, 5 /* BPF_MAP_TYPE_PERCPU_HASH */);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, 20);
} plain_by_cpu SEC(".maps");

struct {
	__uint(type, 22 /* BPF_MAP_TYPE_QUEUE */);
	__uint(max_entries, 3);
	__type(value, __u64);
} queue SEC(".maps");

struct {
	__uint(type, 12 /* BPF_MAP_TYPE_ARRAY_OF_MAPS */);
	__uint(max_entries, 2);
	__type(key, __u32);
	struct plain *values[];
} outer SEC(".maps") = {
	.values = {[1] = &plain},
};

int counter = 5;
char hello[8] = "hello";
const volatile __u64 limit = 100;
struct inner nested = {1, 'x', "in", {-1, 0, 1}};

SEC("socket") int sum(__u32 *skb)
{
	return *skb + counter + limit + nested.a + hello[0];
}

char LICENSE[] SEC("license") = "GPL";
