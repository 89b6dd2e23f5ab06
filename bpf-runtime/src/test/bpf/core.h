/* SPDX-License-Identifier: Apache-2.0 */
/* CO-RE: what clang's builtins ask of a target's types; the names of the questions are libbpf's. */
#pragma once
#include "bpf.h"

#define __core __attribute__((preserve_access_index))

#define bpf_core_field_offset(field) __builtin_preserve_field_info(field, 0)
#define bpf_core_field_size(field) __builtin_preserve_field_info(field, 1)
#define bpf_core_field_exists(field) __builtin_preserve_field_info(field, 2)
#define bpf_core_field_signed(field) __builtin_preserve_field_info(field, 3)
#define bpf_core_field_lshift(field) __builtin_preserve_field_info(field, 4)
#define bpf_core_field_rshift(field) __builtin_preserve_field_info(field, 5)

#define bpf_core_type_id_local(type) __builtin_btf_type_id(*(typeof(type) *)0, 0)
#define bpf_core_type_id_kernel(type) __builtin_btf_type_id(*(typeof(type) *)0, 1)
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)
#define bpf_core_type_matches(type) __builtin_preserve_type_info(*(typeof(type) *)0, 2)

#define bpf_core_enum_value_exists(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, 0)
#define bpf_core_enum_value(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, 1)

/* A bit-field by its offset, size and shifts, as BPF_CORE_READ_BITFIELD does. */
#define core_bitfield(s, field) ({                                              \
	const void *p = (const void *)s + bpf_core_field_offset(s->field);      \
	u64 bits = 0;                                                           \
	switch (bpf_core_field_size(s->field)) {                                \
	case 1: bits = *(const u8 *)p; break;                                   \
	case 2: bits = *(const u16 *)p; break;                                  \
	case 4: bits = *(const u32 *)p; break;                                  \
	case 8: bits = *(const u64 *)p; break;                                  \
	}                                                                       \
	bits <<= bpf_core_field_lshift(s->field);                               \
	if (bpf_core_field_signed(s->field))                                    \
		bits = (u64)((s64)bits >> bpf_core_field_rshift(s->field));     \
	else                                                                    \
		bits >>= bpf_core_field_rshift(s->field);                       \
	bits;                                                                   \
})
