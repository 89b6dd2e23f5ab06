// SPDX-License-Identifier: Apache-2.0
/* A ring buffer from programs on several threads to one consumer, and one from user space to a program. */
#include "programs.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

struct event {
	u32 sender;
	u32 number;
	u64 square;
	u64 count;
};

/*
 * ctx: sender, first number, how many; out: sent, discarded, and refused because the ring was full. Every eighth is
 * discarded, and every fifth is copied rather than made in the ring.
 */
SEC("syscall") int send(u64 *ctx)
{
	u64 sent = 0, discarded = 0, full = 0;
	u32 sender = ctx[0], first = ctx[1];
	int i;

	bpf_for(i, 0, ctx[2]) {
		u32 number = first + i;
		struct event copy = { sender, number, (u64)number * number, sent };
		struct event *event;

		if (number % 5 == 4) {
			if (bpf_ringbuf_output(&events, &copy, sizeof(copy), 0))
				full++;
			else
				sent++;
			continue;
		}
		event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
		if (!event) {
			full++;
			continue;
		}
		*event = copy;
		if (number % 8 == 7) {
			bpf_ringbuf_discard(event, 0);
			discarded++;
		} else {
			bpf_ringbuf_submit(event, 0);
			sent++;
		}
	}
	ctx[3] = sent;
	ctx[4] = discarded;
	ctx[5] = full;
	return 0;
}

/* Out: bytes that wait, size, where the consumer is and where the producers are. */
SEC("syscall") int query(u64 *ctx)
{
	ctx[0] = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	ctx[1] = bpf_ringbuf_query(&events, BPF_RB_RING_SIZE);
	ctx[2] = bpf_ringbuf_query(&events, BPF_RB_CONS_POS);
	ctx[3] = bpf_ringbuf_query(&events, BPF_RB_PROD_POS);
	return 0;
}

struct command {
	u64 operator;
	u64 operand;
};

struct machine {
	u64 accumulator;
	u64 last;
};

static long obey(struct bpf_dynptr *sample, void *context)
{
	struct machine *machine = context;
	struct command command;

	if (bpf_dynptr_read(&command, sizeof(command), sample, 0, 0))
		return 1;
	machine->last = command.operator;
	switch (command.operator) {
	case '+':
		machine->accumulator += command.operand;
		return 0;
	case '*':
		machine->accumulator *= command.operand;
		return 0;
	default:
		return 1;
	}
}

/* ctx: a number; out: what the commands made of it, the last one. The answer is how many there were. */
SEC("syscall") int calculate(u64 *ctx)
{
	struct machine machine = { .accumulator = ctx[0] };
	long drained = bpf_user_ringbuf_drain(&commands, obey, &machine, 0);

	ctx[1] = machine.accumulator;
	ctx[2] = machine.last;
	return drained;
}

char _license[] SEC("license") = "GPL";
