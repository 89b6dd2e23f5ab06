// SPDX-License-Identifier: Apache-2.0
/* Ring buffers to and from user space, used well and badly. */
#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

struct event {
	u32 cpu;
	u32 number;
	u64 square;
};

u64 lost;

/* Sends ctx[0] events from CPU ctx[1], every seventh by bpf_ringbuf_output, and discards every tenth. */
SEC("syscall") int send(u32 *ctx)
{
	u32 count = ctx[0], cpu = ctx[1];

	for (u32 i = 0; i < count; i++) {
		if (i % 7 == 3) {
			struct event event = { cpu, i, (u64)i * i };

			while (bpf_ringbuf_output(&events, &event, sizeof(event), 0))
				__sync_fetch_and_add(&lost, 1);
		} else {
			struct event *event;

			while (!(event = bpf_ringbuf_reserve(&events, sizeof(*event), 0)))
				__sync_fetch_and_add(&lost, 1);
			event->cpu = cpu;
			event->number = i;
			event->square = (u64)i * i;
			if (i % 10 == 9)
				bpf_ringbuf_discard(event, 0);
			else
				bpf_ringbuf_submit(event, 0);
		}
	}
	return 0;
}

SEC("syscall") int query(u32 *ctx)
{
	return bpf_ringbuf_query(&events, ctx[0]);
}

/* Ways to use a record that the kernel's verifier refuses. */
SEC("syscall") int misuse(u32 *ctx)
{
	u64 local = 0;
	u64 *record = bpf_ringbuf_reserve(&events, 8, 0);

	if (!record)
		return -1;
	*record = 1;
	switch (ctx[0]) {
	case 0: /* left behind */
		return 0;
	case 1: /* used afterwards */
		bpf_ringbuf_submit(record, 0);
		*(volatile u64 *)record = 2;
		return 0;
	case 2: /* twice */
		bpf_ringbuf_submit(record, 0);
		bpf_ringbuf_discard(record, 0);
		return 0;
	case 3: /* beyond its end */
		((volatile u64 *)record)[1] = 2;
		break;
	case 4: /* not a record */
		bpf_ringbuf_submit(&local, 0);
		break;
	case 5: /* not its start */
		bpf_ringbuf_submit(record + 1, 0);
		break;
	case 6: /* not a ring buffer */
		bpf_ringbuf_output(&commands, &local, 8, 0);
		break;
	case 7: /* before its start: the header */
		((volatile u64 *)record)[-1] = 2;
		break;
	case 8: /* more data than there is */
		bpf_ringbuf_output(&events, &local, 600, 0);
		break;
	case 9: /* left behind by a fault elsewhere */
		*(volatile u64 *)8 = 0;
		break;
	}
	bpf_ringbuf_submit(record, 0);
	return 0;
}

struct total {
	u64 sum;
	u32 samples;
	u32 stop_at;
	u32 how;
	long error;
};

static long take(const struct bpf_dynptr *sample, struct total *total)
{
	u64 value = 0;
	u64 *data;

	switch (total->how) {
	case 0:
		total->error = bpf_dynptr_read(&value, sizeof(value), sample, 0, 0);
		break;
	case 1:
		data = bpf_dynptr_data(sample, 8, sizeof(value));
		value = data ? *data : 0;
		total->error = data ? 0 : -1;
		break;
	case 2:
		value = 5;
		total->error = bpf_dynptr_write(sample, 8, &value, sizeof(value), 0);
		data = bpf_dynptr_data(sample, 8, sizeof(value));
		value = data ? *data : 0;
		break;
	case 3:
		total->error = bpf_dynptr_read(&value, sizeof(value), sample, 9, 0);
		break;
	case 4:
		total->error = bpf_dynptr_read(&value, sizeof(value), sample, 0, 1);
		break;
	case 5: /* The pointer is no memory. */
		value = *(volatile u64 *)sample;
		break;
	}
	total->sum += value;
	return ++total->samples == total->stop_at;
}

static u64 *kept;

static long keep(const struct bpf_dynptr *sample, void *ctx)
{
	kept = bpf_dynptr_data(sample, 0, 8);
	return 0;
}

/* ctx: how to read, after how many to stop, flags, sum, error. How many were seen. */
SEC("syscall") int receive(u32 *ctx)
{
	struct total total = { .how = ctx[0], .stop_at = ctx[1] };
	long seen = bpf_user_ringbuf_drain(&commands, take, &total, ctx[2]);

	ctx[3] = total.sum;
	ctx[4] = total.error;
	return seen;
}

/* Reads a sample when it is no longer lent. */
SEC("syscall") int receive_late(void *ctx)
{
	bpf_user_ringbuf_drain(&commands, keep, NULL, 0);
	return kept ? *kept : -1;
}

char LICENSE[] SEC("license") = "GPL";
