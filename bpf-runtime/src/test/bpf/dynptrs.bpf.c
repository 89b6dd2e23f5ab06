// SPDX-License-Identifier: Apache-2.0
/* Dynptrs of each kind: made, narrowed, used once; and ways to use them that the kernel's verifier refuses. */
#include "helpers.h"
#include "packet.h"

static long (*const bpf_dynptr_from_mem)(void *data, u64 size, u64 flags, struct bpf_dynptr *ptr) = (void *)197;
static long (*const bpf_ringbuf_reserve_dynptr)(void *ring, u32 size, u64 flags, struct bpf_dynptr *ptr) =
	(void *)198;
static void (*const bpf_ringbuf_submit_dynptr)(struct bpf_dynptr *ptr, u64 flags) = (void *)199;
static void (*const bpf_ringbuf_discard_dynptr)(struct bpf_dynptr *ptr, u64 flags) = (void *)200;
static long (*const bpf_skb_change_tail)(struct __sk_buff *skb, u32 len, u64 flags) = (void *)38;
static long (*const bpf_xdp_adjust_tail)(struct xdp_md *xdp, int delta) = (void *)65;

int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) __ksym;
void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer, u64 size) __ksym;
void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u64 offset, void *buffer, u64 size) __ksym;
int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;
_Bool bpf_dynptr_is_null(const struct bpf_dynptr *p) __ksym;
_Bool bpf_dynptr_is_rdonly(const struct bpf_dynptr *p) __ksym;
u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone) __ksym;
int bpf_dynptr_copy(struct bpf_dynptr *dst, u64 dst_off, struct bpf_dynptr *src, u64 src_off, u64 size) __ksym;
int bpf_dynptr_memset(struct bpf_dynptr *p, u64 offset, u64 size, u8 val) __ksym;

#define __always_inline inline __attribute__((always_inline))
#define BUFFER_SIZE 128

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

struct question {
	u32 operation;
	u32 size;
	u32 make_flags;
	u32 adjust;
	u32 start;
	u32 end;
	u32 offset;
	u32 length;
	u32 flags;
	u32 shorten; /* the packet, when the dynptr is there already */
	s32 made;
	s32 adjusted;
	s32 answer;
	u32 size_after;
	u32 is_null;
	u32 is_readonly;
};

/* Variables of one section, in this order: the question, what a read gave, the memory of the dynptr. */
struct {
	struct question q;
	u8 out[16];
	u8 buffer[BUFFER_SIZE];
} state;

static __always_inline void use(struct bpf_dynptr *p)
{
	struct question *q = &state.q;
	u32 length = q->length <= 16 ? q->length : 16;
	struct bpf_dynptr clone;
	u32 *word = NULL;

	switch (q->operation) {
	case 0: q->answer = bpf_dynptr_read(state.out, length, p, q->offset, q->flags); break;
	case 1: q->answer = bpf_dynptr_write(p, q->offset, state.out, length, q->flags); break;
	case 3: word = bpf_dynptr_slice(p, q->offset, NULL, 4); q->answer = !!word; break;
	case 4: word = bpf_dynptr_slice(p, q->offset, state.out, 4); q->answer = !!word; break;
	case 6: q->answer = bpf_dynptr_memset(p, q->offset, q->length, 0x5a); break;
	case 7: q->answer = bpf_dynptr_copy(p, q->offset, p, q->start, q->length); break;
	case 8:
		q->answer = bpf_dynptr_clone(p, &clone);
		q->size_after = bpf_dynptr_size(&clone);
		return;
	}
	if (word)
		*(u32 *)state.out = *word;
	q->size_after = bpf_dynptr_size(p);
	q->is_null = bpf_dynptr_is_null(p);
	q->is_readonly = bpf_dynptr_is_rdonly(p);
}

static __always_inline void adjust_and_use(struct bpf_dynptr *p)
{
	if (state.q.adjust)
		state.q.adjusted = bpf_dynptr_adjust(p, state.q.start, state.q.end);
	use(p);
}

/* In place; the verifier knows the kinds that this is for. */
static __always_inline void use_in_place(struct bpf_dynptr *p)
{
	u32 *word = NULL;

	if (state.q.operation == 2)
		word = bpf_dynptr_data(p, state.q.offset, 4);
	else if (state.q.operation == 5)
		word = bpf_dynptr_slice_rdwr(p, state.q.offset, NULL, 4);
	else
		return;
	state.q.answer = !!word;
	if (word) {
		*(u32 *)state.out = *word;
		*word = 0x64636261;
	}
}

/* The verifier wants a type of program that may write to packets, where bpf_dynptr_slice_rdwr is. */
SEC("tc") int of_memory(struct __sk_buff *skb)
{
	u32 size = state.q.size <= BUFFER_SIZE ? state.q.size : BUFFER_SIZE;
	struct bpf_dynptr p;

	state.q.made = bpf_dynptr_from_mem(state.buffer, size, state.q.make_flags, &p);
	adjust_and_use(&p);
	use_in_place(&p);
	return 0;
}

SEC("tc") int of_record(struct __sk_buff *skb)
{
	struct bpf_dynptr p;

	state.q.made = bpf_ringbuf_reserve_dynptr(&events, state.q.size, state.q.make_flags, &p);
	bpf_dynptr_write(&p, 0, state.buffer, 16, 0);
	adjust_and_use(&p);
	use_in_place(&p);
	if (state.q.operation == 9)
		bpf_ringbuf_discard_dynptr(&p, 0);
	else
		bpf_ringbuf_submit_dynptr(&p, 0);
	return 0;
}

SEC("tc") int of_packet(struct __sk_buff *skb)
{
	struct bpf_dynptr p;

	state.q.made = bpf_dynptr_from_skb(skb, state.q.make_flags, &p);
	if (state.q.shorten)
		bpf_skb_change_tail(skb, state.q.shorten, 0);
	adjust_and_use(&p);
	use_in_place(&p);
	return 0;
}

SEC("socket") int of_readonly_packet(struct __sk_buff *skb)
{
	struct bpf_dynptr p;

	state.q.made = bpf_dynptr_from_skb(skb, state.q.make_flags, &p);
	adjust_and_use(&p);
	return 0;
}

SEC("xdp") int of_xdp(struct xdp_md *xdp)
{
	struct bpf_dynptr p;

	state.q.made = bpf_dynptr_from_xdp(xdp, state.q.make_flags, &p);
	if (state.q.shorten)
		bpf_xdp_adjust_tail(xdp, -(s32)state.q.shorten);
	adjust_and_use(&p);
	use_in_place(&p);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
