// SPDX-License-Identifier: Apache-2.0
/* Programs that write to their streams: what a terminal obeys, text beside reports of faults, more than a message. */
#include "bpf_arena.h"

#define __array(name, value_type) __typeof__(value_type) *name[]

enum { STDOUT = 1, STDERR = 2, BPF_MAP_TYPE_PROG_ARRAY = 3 };

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} arena SEC(".maps");

int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, __u32 len__sz) __ksym;

static long (*const tail_call)(void *ctx, void *map, __u32 index) = (void *)12;

SEC("syscall") int colour(void *context)
{
	__u64 args[] = { (__u64)"\033[31mred\033[0m\r\n\n\302\265 unfinished" };

	(void)context;
	return bpf_stream_vprintk(STDOUT, "%s", args, sizeof(args));
}

static __noinline int touch(void)
{
	volatile int __arena *absent = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);

	bpf_arena_free_pages(&arena, (void __arena *)absent, 1);
	return *absent;
}

SEC("syscall") int complain(void *context)
{
	__u64 args[] = { (__u64)"after\033" };

	(void)context;
	bpf_stream_vprintk(STDERR, "before\n", NULL, 0);
	touch();
	bpf_stream_vprintk(STDERR, "between\n", NULL, 0);
	touch();
	return bpf_stream_vprintk(STDERR, "%s\n", args, sizeof(args));
}

/* 32 bytes as often as the stream takes them. */
SEC("syscall") int fill(__u64 *context)
{
	__u64 written = 0;

	while (written < 10000 && !bpf_stream_vprintk(STDOUT, "0123456789 0123456789 0123456789", NULL, 0))
		written++;
	*context = written;
	return 0;
}

SEC("syscall") int last(void *context)
{
	(void)context;
	return bpf_stream_vprintk(STDOUT, "last\n", NULL, 0);
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__array(values, int(void *));
} next SEC(".maps") = {
	.values = { [0] = (void *)&last },
};

SEC("syscall") int first(void *context)
{
	bpf_stream_vprintk(STDOUT, "first\n", NULL, 0);
	tail_call(context, &next, 0);
	return -1;
}

char _license[] SEC("license") = "GPL";
