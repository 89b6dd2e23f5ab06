// SPDX-License-Identifier: Apache-2.0
/* Programs that write to their streams, and what the runtime writes there when they go wrong. */
#include "bpf.h"

enum { STDOUT = 1, STDERR = 2 };

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} arena SEC(".maps");

int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, u32 len__sz) __ksym;
int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, u32 len__sz,
			    void *aux__prog) __ksym;
int bpf_stream_print_stack(int stream_id) __ksym;

SEC("syscall") int print(u64 *context)
{
	u64 args[] = { context[0], context[1] };

	return bpf_stream_vprintk(STDOUT, "%d of %llx\n", args, sizeof(args));
}

SEC("syscall") int print_by_the_older_name(u64 *context)
{
	u64 args[] = { (u64)"text" };

	return bpf_stream_vprintk_impl(STDERR, "some %s\n", args, sizeof(args), NULL);
}

/* Each answer in the context: a stream that is none, sizes that are none, a format that is refused. */
SEC("syscall") int refused(int *context)
{
	u64 args[2] = {};

	context[0] = bpf_stream_vprintk(3, "x", args, 0);
	context[1] = bpf_stream_vprintk(STDOUT, "x", args, 7);
	context[2] = bpf_stream_vprintk(STDOUT, "%d %d %d", args, sizeof(args));
	context[3] = bpf_stream_vprintk(STDOUT, "%y", args, sizeof(args));
	context[4] = bpf_stream_vprintk(STDOUT, "x", NULL, 8);
	context[5] = bpf_stream_print_stack(0);
	return 0;
}

SEC("syscall") int fill(u64 *context)
{
	u64 written = 0;

	for (int i = 0; i < 20000; i++)
		if (bpf_stream_vprintk(STDOUT, "0123456789\n", NULL, 0) == 0)
			written++;
	*context = written;
	return bpf_stream_vprintk(STDOUT, "0123456789\n", NULL, 0);
}

static __noinline int inner(int depth)
{
	bpf_stream_print_stack(STDOUT);
	return depth + 1;
}

SEC("syscall") int stack(void *context)
{
	return inner(1);
}

SEC("syscall") int touch_nothing(void *context)
{
	int __arena *absent = bpf_arena_alloc_pages(&arena, NULL, 1, NUMA_NO_NODE, 0);

	bpf_arena_free_pages(&arena, absent, 1);
	return *absent;
}

char _license[] SEC("license") = "GPL";
