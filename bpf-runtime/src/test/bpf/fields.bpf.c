/* SPDX-License-Identifier: Apache-2.0 */
/* Values with special fields in all the ways that the kernel tells apart; no program. */
#include "fields.h"

char _license[] SEC("license") = "GPL";

#define MAP(name, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__uint(max_entries, 1); \
		__type(key, u32); \
		__type(value, struct value_type##_value); \
	} name SEC(".maps")

struct plain_value {
	u64 a;
};

struct spin_value {
	u64 a;
	struct bpf_spin_lock lock;
};

struct all_value {
	struct bpf_spin_lock lock;
	u32 a;
	struct bpf_wq wq;
	u64 b;
	struct bpf_timer timer;
};

struct nested_value {
	u32 a;
	struct {
		u32 b;
		struct {
			u64 c;
			struct bpf_res_spin_lock lock;
		} inner[1];
	} outer;
};

struct two_value {
	struct bpf_spin_lock first;
	struct bpf_spin_lock second;
};

struct two_deep_value {
	struct bpf_timer first;
	struct {
		struct bpf_timer second;
	} inner;
};

struct array_value {
	struct bpf_timer timers[2];
};

struct deep_array_value {
	struct {
		struct bpf_wq wq;
	} works[3];
};

struct both_value {
	struct bpf_spin_lock lock;
	struct bpf_res_spin_lock resilient;
};

typedef struct bpf_spin_lock renamed_lock;

struct typedef_value {
	renamed_lock lock;
};

struct const_value {
	volatile struct bpf_spin_lock lock;
};

struct union_value {
	union {
		struct bpf_spin_lock lock;
		u64 a;
	};
};

struct empty_value {
	u64 a;
	struct bpf_timer none[0];
};

struct packed_value {
	char a;
	struct bpf_spin_lock lock;
} __attribute__((packed));

struct bpf_list_head {
	u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_root {
	u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_task_work {
	u64 opaque;
} __attribute__((aligned(8)));

struct list_value {
	struct bpf_spin_lock lock;
	struct bpf_list_head head;
};

struct tree_value {
	struct bpf_spin_lock lock;
	struct bpf_rb_root root;
};

struct task_value {
	struct bpf_task_work work;
};

struct pointer_value {
	struct plain_value __attribute__((btf_type_tag("kptr"))) *kept;
};

MAP(plains, plain);
MAP(spins, spin);
MAP(alls, all);
MAP(nests, nested);
MAP(twos, two);
MAP(two_deeps, two_deep);
MAP(arrays, array);
MAP(deep_arrays, deep_array);
MAP(boths, both);
MAP(typedefs, typedef);
MAP(volatiles, const);
MAP(unions, union);
MAP(empties, empty);
MAP(packs, packed);
MAP(lists, list);
MAP(trees, tree);
MAP(tasks, task);
MAP(pointers, pointer);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 16);
} untyped SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct bpf_timer);
} alone SEC(".maps");

__hidden u32 before SEC(".data.A");
__hidden struct bpf_spin_lock lock SEC(".data.A");
__hidden struct bpf_timer timer SEC(".data.A");
