// SPDX-License-Identifier: Apache-2.0
/*
 * Load-acquire and store-release in arena memory. No compiler of cpu v4 has a name for them yet, so their eight bytes
 * stand here, with pointers that the compiler takes for numbers: r0 = load_acquire((u64 *)(r1 + 0)) and
 * store_release((u64 *)(r1 + 0), r2), of each width.
 */
#include "programs.h"

ARENA(16);

#define ACQUIRE(code, place) ({ \
	u64 loaded; \
	asm volatile("r1 = addr_space_cast(%1, 0x0, 0x1); .8byte " code "; %0 = r0" \
		     : "=r"(loaded) : "r"(place) : "r0", "r1", "memory"); \
	loaded; })
#define RELEASE(code, place, value) \
	asm volatile("r1 = addr_space_cast(%0, 0x0, 0x1); r2 = %1; .8byte " code \
		     :: "r"(place), "r"(value) : "r1", "r2", "memory")

#define load_acquire8(place) ACQUIRE("0x00000100000010d3", place)
#define load_acquire16(place) ACQUIRE("0x00000100000010cb", place)
#define load_acquire32(place) ACQUIRE("0x00000100000010c3", place)
#define load_acquire64(place) ACQUIRE("0x00000100000010db", place)
#define store_release8(place, value) RELEASE("0x00000110000021d3", place, value)
#define store_release16(place, value) RELEASE("0x00000110000021cb", place, value)
#define store_release32(place, value) RELEASE("0x00000110000021c3", place, value)
#define store_release64(place, value) RELEASE("0x00000110000021db", place, value)

u64 __arena place;

/* ctx: bits, what is there, what is stored; out: what was loaded, what is there then. */
SEC("syscall") int apply(u64 *ctx)
{
	u64 __arena *at = &place;

	*at = ctx[1];
	barrier();
	switch (ctx[0]) {
	case 8:
		ctx[3] = load_acquire8(at);
		store_release8(at, ctx[2]);
		break;
	case 16:
		ctx[3] = load_acquire16(at);
		store_release16(at, ctx[2]);
		break;
	case 32:
		ctx[3] = load_acquire32(at);
		store_release32(at, ctx[2]);
		break;
	case 64:
		ctx[3] = load_acquire64(at);
		store_release64(at, ctx[2]);
		break;
	default:
		return -EINVAL;
	}
	barrier();
	ctx[4] = *at;
	return 0;
}

/* A message, and the number by which it is known to be there. The other side answers on a line of its own. */
struct channel {
	u64 sent;
	u64 message[3];
	u64 unused[4];
	u64 received;
};

struct channel __arena channel;

static __noinline int wait_until(u64 __arena *at, u64 number)
{
	while (load_acquire64(at) < number)
		if (!can_loop)
			return -ETIMEDOUT;
	return 0;
}

static __always_inline int wait_long(u64 __arena *at, u64 number)
{
	int patience, waited = -ETIMEDOUT;

	bpf_for(patience, 0, 100) {
		waited = wait_until(at, number);
		if (!waited)
			break;
	}
	return waited;
}

/* ctx: rounds; out: messages sent. */
SEC("syscall") int send(u64 *ctx)
{
	u64 __arena *sent = &channel.sent, *received = &channel.received;
	u64 done = 0;
	int i;

	bpf_for(i, 1, ctx[0] + 1) {
		if (wait_long(received, i - 1))
			break;
		channel.message[0] = i;
		channel.message[1] = (u64)i * i;
		channel.message[2] = ~(u64)i;
		store_release64(sent, (u64)i);
		done++;
	}
	ctx[1] = done;
	return 0;
}

/* ctx: rounds; out: messages received, how many of them were not whole. */
SEC("syscall") int receive(u64 *ctx)
{
	u64 __arena *sent = &channel.sent, *received = &channel.received;
	u64 done = 0, torn = 0;
	int i;

	bpf_for(i, 1, ctx[0] + 1) {
		if (wait_long(sent, i))
			break;
		if (channel.message[0] != i || channel.message[1] != (u64)i * i || channel.message[2] != ~(u64)i)
			torn++;
		store_release64(received, (u64)i);
		done++;
	}
	ctx[1] = done;
	ctx[2] = torn;
	return 0;
}

char _license[] SEC("license") = "GPL";
