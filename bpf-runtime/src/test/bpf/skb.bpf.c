// SPDX-License-Identifier: Apache-2.0
/* Helpers on packets and their buffers: up to four calls in a row, and what there is afterwards. */
#include "helpers.h"
#include "packet.h"

static long (*const skb_vlan_push)(struct __sk_buff *skb, u16 proto, u16 tci) = (void *)18;
static long (*const skb_vlan_pop)(struct __sk_buff *skb) = (void *)19;
static long (*const redirect)(u32 ifindex, u64 flags) = (void *)23;
static long (*const skb_change_proto)(struct __sk_buff *skb, u16 proto, u64 flags) = (void *)31;
static long (*const skb_change_type)(struct __sk_buff *skb, u32 type) = (void *)32;
static u32 (*const get_hash_recalc)(struct __sk_buff *skb) = (void *)34;
static long (*const skb_change_tail)(struct __sk_buff *skb, u32 len, u64 flags) = (void *)38;
static long (*const skb_pull_data)(struct __sk_buff *skb, u32 len) = (void *)39;
static s64 (*const csum_update)(struct __sk_buff *skb, u32 csum) = (void *)40;
static void (*const set_hash_invalid)(struct __sk_buff *skb) = (void *)41;
static long (*const skb_change_head)(struct __sk_buff *skb, u32 len, u64 flags) = (void *)43;
static long (*const set_hash)(struct __sk_buff *skb, u32 hash) = (void *)48;
static long (*const skb_adjust_room)(struct __sk_buff *skb, s32 len_diff, u32 mode, u64 flags) = (void *)50;
static long (*const skb_load_bytes_relative)(const void *skb, u32 offset, void *to, u32 len, u32 start) =
	(void *)68;
static long (*const csum_level)(struct __sk_buff *skb, u64 level) = (void *)135;
static u64 (*const xdp_get_buff_len)(struct xdp_md *xdp) = (void *)188;
static long (*const xdp_load_bytes)(struct xdp_md *xdp, u32 offset, void *buf, u32 len) = (void *)189;
static long (*const xdp_store_bytes)(struct xdp_md *xdp, u32 offset, void *buf, u32 len) = (void *)190;

#define __always_inline inline __attribute__((always_inline))
#define MAX_STEPS 4
#define OUT_SIZE 16
/* From 1 on: the verifier wants to see that. */
#define SIZE(n) ((((n) - 1) & (OUT_SIZE - 1)) + 1)

struct step {
	u32 operation;
	u32 a;
	u32 b;
	u32 pad;
	u64 flags;
	s64 answer;
};

struct {
	struct step steps[MAX_STEPS];
	u32 len;
	u32 protocol;
	u32 vlan_present;
	u32 vlan_tci;
	u32 vlan_proto;
	u32 pkt_type;
	u32 hash;
	u32 pad;
	u8 out[OUT_SIZE];
} state;

static __always_inline s64 load_relative(void *skb, struct step *s)
{
	return skb_load_bytes_relative(skb, s->a, state.out, SIZE(s->b), s->flags);
}

static __always_inline void take(struct __sk_buff *skb, struct step *s)
{
	switch (s->operation) {
	case 1: s->answer = skb_vlan_push(skb, s->a, s->b); break;
	case 2: s->answer = skb_vlan_pop(skb); break;
	case 3: s->answer = redirect(s->a, s->flags); break;
	case 4: s->answer = skb_change_proto(skb, s->a, s->flags); break;
	case 5: s->answer = skb_change_type(skb, s->a); break;
	case 6: s->answer = skb_change_tail(skb, s->a, s->flags); break;
	case 7: s->answer = skb_pull_data(skb, s->a); break;
	case 8: s->answer = csum_update(skb, s->a); break;
	case 9: s->answer = skb_change_head(skb, s->a, s->flags); break;
	case 10: s->answer = skb_adjust_room(skb, s->a, s->b, s->flags); break;
	case 11: s->answer = csum_level(skb, s->a); break;
	case 12: s->answer = set_hash(skb, s->a); break;
	case 13: set_hash_invalid(skb); s->answer = skb->hash; break;
	case 14: s->answer = get_hash_recalc(skb); break;
	case 15: s->answer = load_relative(skb, s); break;
	}
}

SEC("tc") int of_buffer(struct __sk_buff *skb)
{
	take(skb, &state.steps[0]);
	take(skb, &state.steps[1]);
	take(skb, &state.steps[2]);
	take(skb, &state.steps[3]);
	state.len = skb->len;
	state.protocol = skb->protocol;
	state.vlan_present = skb->vlan_present;
	state.vlan_tci = skb->vlan_tci;
	state.vlan_proto = skb->vlan_proto;
	state.pkt_type = skb->pkt_type;
	state.hash = skb->hash;
	return 0;
}

SEC("socket") int of_filter(struct __sk_buff *skb)
{
	state.steps[0].answer = load_relative(skb, &state.steps[0]);
	return 0;
}

SEC("xdp") int of_xdp(struct xdp_md *xdp)
{
	struct step *s = &state.steps[0];

	switch (s->operation) {
	case 1: s->answer = xdp_load_bytes(xdp, s->a, state.out, SIZE(s->b)); break;
	case 2: s->answer = xdp_store_bytes(xdp, s->a, state.out, SIZE(s->b)); break;
	case 3: s->answer = redirect(s->a, s->flags); break;
	}
	state.len = xdp_get_buff_len(xdp);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
