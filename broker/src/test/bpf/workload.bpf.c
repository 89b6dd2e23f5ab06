// SPDX-License-Identifier: Apache-2.0
/* What the broker's tests run: one program for each way in which a run can go. */
#include "bpf_arena.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1000);
	__ulong(map_extra, 0x310000000000ULL);
} arena SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

struct numbers {
	__u64 left;
	__u64 right;
	__u64 sum;
};

struct pages {
	__u64 address;
	__u32 count;
	__u32 result;
};

__u64 calls;
__u64 last_cpu;
__u8 large[40000] = {[0] = 1, [39999] = 99};
const volatile __u64 version = 7;

/* Adds in its context. */
SEC("syscall") int add(struct numbers *context)
{
	calls++;
	last_cpu = bpf_get_smp_processor_id();
	context->sum = context->left + context->right;
	return (int)context->sum;
}

/* Counts that it was called, and never ends by itself. */
SEC("syscall") int spin(struct numbers *context)
{
	volatile __u64 rounds = context->left;

	calls++;
	while (true)
		rounds++;
	return 0;
}

/* Prints as many lines as its context says. */
SEC("syscall") int print(struct pages *context)
{
	static const char format[] = "line %d";

	for (__u32 i = 0; i < context->count; i++)
		bpf_trace_printk(format, sizeof(format), i);
	return 0;
}

/* Allocates, and writes each page's number into it. */
SEC("syscall") int alloc(struct pages *context)
{
	void __arena *pages = bpf_arena_alloc_pages(&arena, NULL, context->count, NUMA_NO_NODE, 0);

	context->address = (__u64)pages;
	context->result = pages != NULL;
	if (!pages)
		return -ENOMEM;
	for (__u32 i = 0; i < context->count; i++)
		*(__u64 __arena *)(pages + i * ARENA_PAGE_SIZE) = i;
	return 0;
}

/* Frees. */
SEC("syscall") int release(struct pages *context)
{
	bpf_arena_free_pages(&arena, (void __arena *)context->address, context->count);
	return 0;
}

/* Reads a word of the arena. */
SEC("syscall") int read_word(struct numbers *context)
{
	arena_use(&arena);
	context->sum = *(__u64 __arena *)context->left;
	return 0;
}

/* Does what no program may. */
SEC("syscall") int crash(struct numbers *context)
{
	*(volatile __u64 *)context->left = 1;
	return 0;
}
