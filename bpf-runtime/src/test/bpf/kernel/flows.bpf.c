// SPDX-License-Identifier: Apache-2.0
/*
 * An XDP program that takes packets apart: Ethernet, VLAN tags, IPv4 with options and fragments, IPv6 with extension
 * headers, TCP, UDP, ICMP. It counts per protocol into a map, and per flow into a table in the arena that others walk.
 */
#include "programs.h"

#define XDP_DROP 1
#define XDP_PASS 2

#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100
#define ETH_P_8021AD 0x88A8
#define ETH_P_IPV6 0x86DD

#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_ICMPV6 58
#define IPPROTO_DSTOPTS 60

#define IP_OFFSET 0x1FFF
#define MAX_TAGS 2
#define MAX_EXTENSIONS 4
#define FLOWS 256

ARENA(32);

struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
	u32 rx_queue_index;
	u32 egress_ifindex;
};

struct ethhdr {
	u8 dest[6];
	u8 source[6];
	u16 proto;
} __attribute__((packed));

struct vlan_hdr {
	u16 tci;
	u16 proto;
};

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
	u64 saddr[2];
	u64 daddr[2];
} __attribute__((packed));

struct extension {
	u8 nexthdr;
	u8 length;
	u16 fragment;
	u32 rest;
};

struct ports {
	u16 source;
	u16 dest;
};

struct tcphdr {
	u16 source, dest;
	u32 seq, ack;
	u8 offset, flags;
	u16 window, check, urgent;
};

enum counter { PACKETS, ARP, IPV4, IPV6, VLAN, TCP, UDP, ICMP, ICMPV6, FRAGMENTS, CUT, OTHER, NO_ROOM, COUNTERS };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNTERS);
	__type(key, u32);
	__type(value, u64);
} counters SEC(".maps");

/* Addresses and ports are as on the wire; an IPv4 address is in the last four bytes of its field. */
struct tuple {
	u64 source[2];
	u64 dest[2];
	u16 source_port;
	u16 dest_port;
	u16 vlan;
	u8 protocol;
	u8 version;
};

struct flow {
	u64 state;
	u64 packets;
	u64 bytes;
	u64 syns;
	struct tuple tuple;
};

enum { FREE, CLAIMED, READY };

struct flow __arena flows[FLOWS];

struct cursor {
	void *at;
	void *end;
};

static __always_inline void count(u32 counter)
{
	u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (value)
		__sync_fetch_and_add(value, 1);
}

static __always_inline int same(struct tuple __arena *one, const struct tuple *other)
{
	u64 __arena *a = (u64 __arena *)one;
	const u64 *b = (const u64 *)other;

	for (u32 i = 0; i < sizeof(struct tuple) / sizeof(u64); i++)
		if (a[i] != b[i])
			return 0;
	return 1;
}

static __always_inline void fill(struct flow __arena *flow, const struct tuple *tuple)
{
	u64 __arena *to = (u64 __arena *)&flow->tuple;
	const u64 *from = (const u64 *)tuple;

	for (u32 i = 0; i < sizeof(struct tuple) / sizeof(u64); i++)
		to[i] = from[i];
}

/* 1 if the place was free and is ours now. Without compare-and-exchange one program at a time must run. */
static __always_inline int claim(struct flow __arena *flow)
{
#if __BPF_CPU_VERSION__ >= 3
	return __sync_val_compare_and_swap(&flow->state, FREE, CLAIMED) == FREE;
#else
	if (flow->state != FREE)
		return 0;
	flow->state = CLAIMED;
	return 1;
#endif
}

static __noinline u32 hash_of(const struct tuple *tuple)
{
	const u64 *part = (const u64 *)tuple;
	u64 hash = 0;

	for (u32 i = 0; i < sizeof(struct tuple) / sizeof(u64); i++)
		hash = (hash ^ part[i]) * 0x9E3779B97F4A7C15ull;
	return hash >> 40;
}

/* The flow's place in the table, which is probed in order; NULL if all are taken. */
static __noinline struct flow __arena *find_flow(const struct tuple *tuple)
{
	u32 start = hash_of(tuple);

	for (u32 i = 0; i < FLOWS && can_loop; i++) {
		struct flow __arena *flow = &flows[(start + i) % FLOWS];

		if (claim(flow)) {
			fill(flow, tuple);
			__sync_fetch_and_add(&flow->state, READY - CLAIMED);
			return flow;
		}
		while (READ_ONCE(flow->state) == CLAIMED && can_loop)
			barrier();
		if (same(&flow->tuple, tuple))
			return flow;
	}
	return NULL;
}

static __always_inline void account(const struct tuple *tuple, u64 length, u64 syn)
{
	struct flow __arena *flow = find_flow(tuple);

	if (!flow) {
		count(NO_ROOM);
		return;
	}
	__sync_fetch_and_add(&flow->packets, 1);
	__sync_fetch_and_add(&flow->bytes, length);
	__sync_fetch_and_add(&flow->syns, syn);
}

/* The header at the cursor, which moves behind it; NULL if the packet ends before. */
#define TAKE(cursor, type) ({ \
	type *header = (cursor).at; \
	if ((void *)(header + 1) > (cursor).end) \
		header = NULL; \
	else \
		(cursor).at = header + 1; \
	header; })

static __always_inline int transport(struct cursor at, struct tuple *tuple, u64 length)
{
	u64 syn = 0;

	switch (tuple->protocol) {
	case IPPROTO_TCP: {
		struct tcphdr *tcp = at.at;
		struct ports *ports = TAKE(at, struct ports);

		count(TCP);
		if (!ports)
			goto cut;
		tuple->source_port = ports->source;
		tuple->dest_port = ports->dest;
		if ((void *)(tcp + 1) <= at.end)
			syn = (tcp->flags & 0x12) == 0x02;
		break;
	}
	case IPPROTO_UDP: {
		struct ports *ports = TAKE(at, struct ports);

		count(UDP);
		if (!ports)
			goto cut;
		tuple->source_port = ports->source;
		tuple->dest_port = ports->dest;
		break;
	}
	case IPPROTO_ICMP:
		count(ICMP);
		break;
	case IPPROTO_ICMPV6:
		count(ICMPV6);
		break;
	default:
		count(OTHER);
	}
	account(tuple, length, syn);
	return XDP_PASS;
cut:
	count(CUT);
	return XDP_DROP;
}

/* A fragment that is not the first has no ports; it is of the flow of its addresses with ports 0. */
static __always_inline int later_fragment(struct tuple *tuple, u64 length)
{
	account(tuple, length, 0);
	return XDP_PASS;
}

static __always_inline int ipv4(struct cursor at, struct tuple *tuple, u64 length)
{
	void *start = at.at;
	struct iphdr *ip = TAKE(at, struct iphdr);
	u32 header;
	u16 fragment;

	count(IPV4);
	if (!ip)
		goto cut;
	header = (ip->version_ihl & 0xF) * 4;
	if (header < sizeof(*ip) || start + header > at.end)
		goto cut;
	tuple->version = 4;
	tuple->protocol = ip->protocol;
	tuple->source[1] = (u64)ip->saddr << 32;
	tuple->dest[1] = (u64)ip->daddr << 32;
	fragment = __builtin_bswap16(ip->frag_off);
	if (fragment & 0x3FFF)
		count(FRAGMENTS);
	if (fragment & IP_OFFSET)
		return later_fragment(tuple, length);
	at.at = start + header;
	return transport(at, tuple, length);
cut:
	count(CUT);
	return XDP_DROP;
}

static __always_inline int ipv6(struct cursor at, struct tuple *tuple, u64 length)
{
	struct ipv6hdr *ip = TAKE(at, struct ipv6hdr);
	u8 next;

	count(IPV6);
	if (!ip)
		goto cut;
	tuple->version = 6;
	tuple->source[0] = ip->saddr[0];
	tuple->source[1] = ip->saddr[1];
	tuple->dest[0] = ip->daddr[0];
	tuple->dest[1] = ip->daddr[1];
	next = ip->nexthdr;
#pragma unroll
	for (u32 i = 0; i < MAX_EXTENSIONS; i++) {
		void *start = at.at;
		struct extension *extension;

		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_FRAGMENT &&
		    next != IPPROTO_DSTOPTS)
			break;
		extension = TAKE(at, struct extension);
		if (!extension)
			goto cut;
		if (next == IPPROTO_FRAGMENT) {
			count(FRAGMENTS);
			if (extension->fragment & __builtin_bswap16(0xFFF8)) {
				tuple->protocol = extension->nexthdr;
				return later_fragment(tuple, length);
			}
		} else {
			at.at = start + (extension->length + 1) * 8;
		}
		next = extension->nexthdr;
	}
	tuple->protocol = next;
	return transport(at, tuple, length);
cut:
	count(CUT);
	return XDP_DROP;
}

SEC("xdp") int parse(struct xdp_md *ctx)
{
	struct cursor at = { (void *)(long)ctx->data, (void *)(long)ctx->data_end };
	u64 length = at.end - at.at;
	struct tuple tuple = {};
	struct ethhdr *ethernet = TAKE(at, struct ethhdr);
	u16 proto;

	count(PACKETS);
	if (!ethernet)
		goto cut;
	proto = ethernet->proto;
#pragma unroll
	for (u32 i = 0; i < MAX_TAGS; i++) {
		struct vlan_hdr *tag;

		if (proto != __builtin_bswap16(ETH_P_8021Q) && proto != __builtin_bswap16(ETH_P_8021AD))
			break;
		tag = TAKE(at, struct vlan_hdr);
		if (!tag)
			goto cut;
		count(VLAN);
		tuple.vlan = __builtin_bswap16(tag->tci) & 0xFFF;
		proto = tag->proto;
	}
	switch (__builtin_bswap16(proto)) {
	case ETH_P_IP:
		return ipv4(at, &tuple, length);
	case ETH_P_IPV6:
		return ipv6(at, &tuple, length);
	case ETH_P_ARP:
		count(ARP);
		return XDP_PASS;
	default:
		count(OTHER);
		return XDP_PASS;
	}
cut:
	count(CUT);
	return XDP_DROP;
}

/* Out: flows in the table, packets and bytes in them, and a sum over all that depends on the order of nothing. */
SEC("syscall") int summary(u64 *ctx)
{
	u64 number = 0, packets = 0, bytes = 0, syns = 0, mixed = 0;

	for (u32 i = 0; i < FLOWS && can_loop; i++) {
		struct flow __arena *flow = &flows[i];

		if (flow->state != READY)
			continue;
		number++;
		packets += flow->packets;
		bytes += flow->bytes;
		syns += flow->syns;
		mixed += flow->packets * (flow->tuple.source_port ^ flow->tuple.dest_port) + flow->tuple.dest[1];
	}
	ctx[0] = number;
	ctx[1] = packets;
	ctx[2] = bytes;
	ctx[3] = syns;
	ctx[4] = mixed;
	return 0;
}

/* ctx: a counter; out: its value. */
SEC("syscall") int counted(u64 *ctx)
{
	u32 counter = ctx[0];
	u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (!value)
		return -ENOENT;
	ctx[1] = *value;
	return 0;
}

char _license[] SEC("license") = "GPL";
