// SPDX-License-Identifier: Apache-2.0
/* Maps with many entries, and records that are larger than a message. */
#include "bpf_arena.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 40000);
	__type(key, __u32);
	__type(value, __u64);
} small_values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 20);
	__type(key, __u32);
	__type(value, __u64);
} huge SEC(".maps");

struct {
	__uint(type, 27 /* BPF_MAP_TYPE_RINGBUF */);
	__uint(max_entries, 1 << 18);
} events SEC(".maps");

static long (*const ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;
static void *(*const ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*const ringbuf_submit)(void *data, __u64 flags) = (void *)132;
static void (*const ringbuf_discard)(void *data, __u64 flags) = (void *)133;

/* A record of 100,000 bytes whose words count up from the first argument, then one of 8 bytes. */
SEC("syscall") int send_large(__u64 *ctx)
{
	__u64 *record = ringbuf_reserve(&events, 100000, 0);
	__u64 last = 7;

	if (!record)
		return 1;
	for (int i = 0; i < 100000 / 8; i++)
		record[i] = ctx[0] + i;
	ringbuf_submit(record, 0);
	return ringbuf_output(&events, &last, sizeof(last), 0);
}

/* As many records of 8 bytes as the first argument says, or as there is room for; how many there were. */
SEC("syscall") int send(__u64 *ctx)
{
	__u64 i;

	for (i = 0; i < ctx[0]; i++)
		if (ringbuf_output(&events, &i, sizeof(i), 0))
			break;
	return i;
}

/* Records that nobody wants to see. */
SEC("syscall") int discard(__u64 *ctx)
{
	__u64 i;

	for (i = 0; i < ctx[0]; i++) {
		__u64 *record = ringbuf_reserve(&events, 8, 0);

		if (!record)
			break;
		ringbuf_discard(record, 0);
	}
	return i;
}

char LICENSE[] SEC("license") = "GPL";
