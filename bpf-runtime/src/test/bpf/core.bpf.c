// SPDX-License-Identifier: Apache-2.0
/* Depends on types of a target in every way there is; what it found goes to results. */
#include "core.h"

struct inner {
	u8 a;
	u32 b;
} __core;

enum colour {
	RED = 1,
	GREEN,
	BLUE,
};

enum big {
	SMALL_ONE = 1,
	BIG_ONE = 0x100000000ULL,
};

union either {
	u32 number;
	u64 wide;
} __core;

typedef struct {
	u32 x, y;
} point;

typedef int (*callback)(struct inner *inner, u32 number);

struct only_here {
	u32 number;
} __core;

struct sample {
	u32 id;
	u32 small : 5;
	u32 middle : 7;
	s32 negative : 6;
	u64 wide;
	u16 list[4];
	struct inner inner;
	struct {
		u32 hidden;
	};
	u32 gone;
	enum colour colour;
	struct inner *link;
	s32 number;
	u32 tail[];
} __core;

/* The same structure, as an older version knew it. */
struct sample___old {
	u32 id;
	u32 renamed;
} __core;

struct matching {
	u32 id;
	struct inner *link;
	enum colour colour;
};

u64 results[16];

SEC("syscall") int offsets(struct sample *s)
{
	results[0] = bpf_core_field_offset(s->id);
	results[1] = bpf_core_field_offset(s->wide);
	results[2] = bpf_core_field_offset(s->list[2]);
	results[3] = bpf_core_field_offset(s->inner.b);
	results[4] = bpf_core_field_offset(s->hidden);
	results[5] = bpf_core_field_offset(s->link);
	results[6] = bpf_core_field_offset(s->tail[3]);
	results[7] = bpf_core_field_offset(s->middle);
	results[8] = bpf_core_field_offset(s[2].id);
	return 0;
}

SEC("syscall") int sizes(struct sample *s)
{
	results[0] = bpf_core_field_size(s->id);
	results[1] = bpf_core_field_size(s->wide);
	results[2] = bpf_core_field_size(s->list);
	results[3] = bpf_core_field_size(s->list[1]);
	results[4] = bpf_core_field_size(s->inner);
	results[5] = bpf_core_field_size(s->middle);
	results[6] = bpf_core_field_size(s->link);
	results[7] = bpf_core_field_size(s->colour);
	return 0;
}

SEC("syscall") int existence(struct sample *s)
{
	struct sample___old *old = (void *)s;

	results[0] = bpf_core_field_exists(s->id);
	results[1] = bpf_core_field_exists(s->gone);
	results[2] = bpf_core_field_exists(s->list[3]);
	results[3] = bpf_core_field_exists(s->inner.b);
	results[4] = bpf_core_field_exists(s->hidden);
	results[5] = bpf_core_field_exists(old->id);
	results[6] = bpf_core_field_exists(old->renamed);
	results[7] = bpf_core_field_exists(s->number);
	results[8] = bpf_core_field_exists(s->tail[1]);
	return 0;
}

SEC("syscall") int signs_and_shifts(struct sample *s)
{
	results[0] = bpf_core_field_signed(s->id);
	results[1] = bpf_core_field_signed(s->negative);
	results[2] = bpf_core_field_signed(s->middle);
	results[3] = bpf_core_field_lshift(s->middle);
	results[4] = bpf_core_field_rshift(s->middle);
	results[5] = bpf_core_field_lshift(s->wide);
	results[6] = bpf_core_field_rshift(s->id);
	results[7] = bpf_core_field_signed(s->colour);
	return 0;
}

SEC("syscall") int bitfields(struct sample *s)
{
	results[0] = core_bitfield(s, small);
	results[1] = core_bitfield(s, middle);
	results[2] = core_bitfield(s, negative);
	return 0;
}

static __noinline u64 of_inner(struct sample *s)
{
	return s->inner.b;
}

SEC("syscall") int loads(struct sample *s)
{
	results[0] = s->id;
	results[1] = s->wide;
	results[2] = s->list[2];
	results[3] = of_inner(s);
	results[4] = s->hidden;
	results[5] = (u64)s->link;
	return 0;
}

SEC("syscall") int stores(struct sample *s)
{
	s->id = 0x11223344;
	s->wide = 5;
	s->hidden = results[15];
	return 0;
}

SEC("syscall") int types(void *ctx)
{
	results[0] = bpf_core_type_exists(struct sample);
	results[1] = bpf_core_type_exists(struct only_here);
	results[2] = bpf_core_type_size(struct inner);
	results[3] = bpf_core_type_size(struct only_here);
	results[4] = bpf_core_type_size(union either);
	results[5] = bpf_core_type_exists(point);
	results[6] = bpf_core_type_exists(callback);
	results[7] = bpf_core_type_exists(enum colour);
	results[8] = bpf_core_type_matches(struct inner);
	results[9] = bpf_core_type_matches(struct matching);
	results[10] = bpf_core_type_matches(enum colour);
	results[11] = bpf_core_type_matches(callback);
	results[12] = bpf_core_type_matches(union either);
	results[13] = bpf_core_type_matches(struct only_here);
	return 0;
}

SEC("syscall") int type_ids(void *ctx)
{
	results[0] = bpf_core_type_id_local(struct only_here);
	results[1] = bpf_core_type_id_kernel(struct inner);
	results[2] = bpf_core_type_id_kernel(struct only_here);
	results[3] = bpf_core_type_id_kernel(point);
	return 0;
}

SEC("syscall") int enums(void *ctx)
{
	results[0] = bpf_core_enum_value_exists(enum colour, GREEN);
	results[1] = bpf_core_enum_value_exists(enum colour, BLUE);
	results[2] = bpf_core_enum_value(enum colour, GREEN);
	results[3] = bpf_core_enum_value_exists(enum big, BIG_ONE);
	results[4] = bpf_core_enum_value(enum big, BIG_ONE);
	results[5] = bpf_core_enum_value(enum colour, RED);
	return 0;
}

SEC("syscall") int guarded(struct sample *s)
{
	results[0] = bpf_core_field_exists(s->gone) ? s->gone : 77;
	results[1] = bpf_core_enum_value_exists(enum colour, BLUE) ? bpf_core_enum_value(enum colour, BLUE) : 78;
	return 0;
}

SEC("?syscall") int careless(struct sample *s)
{
	results[0] = s->gone;
	return 0;
}

SEC("?syscall") int careless_enum(void *ctx)
{
	results[0] = bpf_core_enum_value(enum colour, BLUE);
	return 0;
}

SEC("?syscall") int signed_load(struct sample *s)
{
	results[0] = s->number;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
