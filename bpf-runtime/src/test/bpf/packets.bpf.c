// SPDX-License-Identifier: Apache-2.0
/* Programs that run over packets: they count by protocol, rewrite, and move a packet's ends. */
#include "bpf.h"

#define __always_inline inline __attribute__((always_inline))
#define XDP_DROP 1
#define XDP_PASS 2
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86DD
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17

struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
	u32 rx_queue_index;
	u32 egress_ifindex;
};

struct __sk_buff {
	u32 len;
	u32 pkt_type;
	u32 mark;
	u32 queue_mapping;
	u32 protocol;
	u32 vlan[3];
	u32 priority;
	u32 ingress_ifindex;
	u32 ifindex;
	u32 tc_index;
	u32 cb[5];
	u32 hash;
	u32 tc_classid;
	u32 data;
	u32 data_end;
};

struct ethhdr {
	u8 dest[6];
	u8 source[6];
	u16 proto;
} __attribute__((packed));

struct iphdr {
	u8 version_ihl;
	u8 tos;
	u16 tot_len;
	u16 id;
	u16 frag_off;
	u8 ttl;
	u8 protocol;
	u16 check;
	u32 saddr;
	u32 daddr;
};

struct ipv6hdr {
	u32 first;
	u16 payload_len;
	u8 nexthdr;
	u8 hop_limit;
	u8 addresses[32];
};

struct transport {
	u16 source;
	u16 dest;
};

static long (*const skb_store_bytes)(void *skb, u32 offset, const void *from, u32 len, u64 flags) = (void *)9;
static long (*const l3_csum_replace)(void *skb, u32 offset, u64 from, u64 to, u64 flags) = (void *)10;
static long (*const skb_load_bytes)(const void *skb, u32 offset, void *to, u32 len) = (void *)26;
static long (*const xdp_adjust_head)(struct xdp_md *xdp, int delta) = (void *)44;
static long (*const xdp_adjust_meta)(struct xdp_md *xdp, int delta) = (void *)54;
static long (*const xdp_adjust_tail)(struct xdp_md *xdp, int delta) = (void *)65;

u64 ipv4, ipv6, tcp, udp, other, cut, last_port;
int head_delta, meta_delta, tail_delta;

static __always_inline void count(u8 protocol, void *header, void *end)
{
	struct transport *ports = header;

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP) {
		other++;
		return;
	}
	if ((void *)(ports + 1) > end) {
		cut++;
		return;
	}
	if (protocol == IPPROTO_TCP)
		tcp++;
	else
		udp++;
	last_port = __builtin_bswap16(ports->dest);
}

SEC("xdp")
int count_protocols(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return XDP_DROP;
	if (eth->proto == __builtin_bswap16(ETH_P_IP)) {
		struct iphdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end) {
			cut++;
			return XDP_DROP;
		}
		ipv4++;
		count(ip->protocol, (void *)ip + (ip->version_ihl & 0xF) * 4, end);
	} else if (eth->proto == __builtin_bswap16(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end) {
			cut++;
			return XDP_DROP;
		}
		ipv6++;
		count(ip->nexthdr, ip + 1, end);
	} else {
		other++;
	}
	return XDP_PASS;
}

SEC("xdp.frags")
int move_ends(struct xdp_md *ctx)
{
	long result = 0;

	if (head_delta)
		result = xdp_adjust_head(ctx, head_delta);
	if (!result && meta_delta)
		result = xdp_adjust_meta(ctx, meta_delta);
	if (!result && tail_delta)
		result = xdp_adjust_tail(ctx, tail_delta);
	return result ? result : (int)((long)ctx->data_end - (long)ctx->data);
}

SEC("xdp")
int read_past_the_end(struct xdp_md *ctx)
{
	return *(volatile u8 *)(long)ctx->data_end;
}

/* One hop less, as a router does it. */
SEC("tc")
int take_a_hop(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	u16 before, after;
	u8 ttl;

	if ((void *)(ip + 1) > end || skb->protocol != __builtin_bswap16(ETH_P_IP))
		return -1;
	before = *(u16 *)&ip->ttl;
	ttl = ip->ttl - 1;
	if (skb_store_bytes(skb, 14 + 8, &ttl, 1, 0))
		return -2;
	after = (before & 0xFF00) | ttl;
	if (l3_csum_replace(skb, 14 + 10, before, after, 2))
		return -3;
	skb->mark = ttl;
	skb->cb[1] = skb->len;
	return 0;
}

SEC("socket")
int accept_tcp(struct __sk_buff *skb)
{
	u8 protocol = 0;

	skb->cb[0] = 7;
	if (skb_load_bytes(skb, 9, &protocol, 1))
		return -1;
	return protocol == IPPROTO_TCP ? skb->len : 0;
}

SEC("raw_tp/sched_switch")
int sum_arguments(u64 *args)
{
	return args[0] + args[1];
}

char _license[] SEC("license") = "GPL";
