/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs in the kernel's manner of writing need beyond maps: loops that the verifier lets go on, iterators,
 * exceptions, tags of arguments, timers. Names and numbers are the kernel's, so that its libbpf loads them as well.
 * Each source of this directory is compiled for cpu v1, v2, v3 and v4; what a version has no instruction for stands
 * behind __BPF_CPU_VERSION__. All programs take a context of eight u64 and leave their answers in it.
 */
#pragma once
#include "../maps.h"

#define __always_inline inline __attribute__((always_inline))
#define __arg_arena __attribute__((btf_decl_tag("arg:arena")))
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

#define barrier() asm volatile("" ::: "memory")
#define READ_ONCE(place) (*(volatile typeof(place) *)&(place))
#define WRITE_ONCE(place, value) (*(volatile typeof(place) *)&(place) = (value))

#define ENOENT 2
#define EINVAL 22
#define EOPNOTSUPP 95
#define ETIMEDOUT 110

/* The arena of an object; where it lies is left to whoever loads it. */
#define ARENA(pages) \
	struct { \
		__uint(type, BPF_MAP_TYPE_ARENA); \
		__uint(map_flags, BPF_F_MMAPABLE); \
		__uint(max_entries, pages); \
	} arena SEC(".maps")

/*
 * may_goto: jumps once the loop has had its time. Assemblers know it from v4 on; before, its eight bytes: the opcode,
 * no registers, then the offset with the lower half of imm behind it, then the upper half.
 */
#ifdef __BPF_FEATURE_MAY_GOTO
#define __may_goto(label) asm volatile goto("may_goto %l[" #label "]" :::: label)
#else
#define __may_goto(label) \
	asm volatile goto("1: .byte 0xe5; .byte 0; .long ((%l[" #label "] - 1b - 8) / 8) & 0xffff; .short 0" :::: label)
#endif

#define can_loop ({ __label__ over, on; int more = 1; __may_goto(over); goto on; over: more = 0; on:; more; })
#define cond_break ({ __label__ over, on; __may_goto(over); goto on; over: break; on:; })

struct bpf_iter_num {
	u64 opaque[1];
} __attribute__((aligned(8)));

int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

/* One more number into i, 0 after the last; the mention of destroy is for compilers that forget it in BTF. */
#define bpf_for(i, start, end) \
	for (struct bpf_iter_num numbers __attribute__((cleanup(bpf_iter_num_destroy))), \
	     *begun __attribute__((unused)) = (bpf_iter_num_new(&numbers, (start), (end)), \
					       (void)bpf_iter_num_destroy, (void *)0); \
	     ({ int *next = bpf_iter_num_next(&numbers); if (next) (i) = *next; next != NULL; }); )

#define bpf_repeat(times) \
	for (struct bpf_iter_num numbers __attribute__((cleanup(bpf_iter_num_destroy))), \
	     *begun __attribute__((unused)) = (bpf_iter_num_new(&numbers, 0, (times)), \
					       (void)bpf_iter_num_destroy, (void *)0); \
	     bpf_iter_num_next(&numbers); )

__attribute__((noreturn)) void bpf_throw(u64 cookie) __ksym;

#define bpf_assert_with(condition, cookie) do { if (!(condition)) bpf_throw(cookie); } while (0)
#define bpf_assert(condition) bpf_assert_with(condition, 0)
/* For the compiler and the verifier alike: from here on the value is in the range. */
#define bpf_assert_range(value, low, high) bpf_assert((value) >= (low) && (value) <= (high))

struct bpf_timer {
	u64 opaque[2];
} __attribute__((aligned(8)));

#define CLOCK_MONOTONIC 1

static u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static long (*const bpf_tail_call)(void *ctx, void *programs, u32 index) = (void *)12;
static long (*const bpf_timer_init)(struct bpf_timer *timer, void *map, u64 flags) = (void *)169;
static long (*const bpf_timer_set_callback)(struct bpf_timer *timer, void *callback) = (void *)170;
static long (*const bpf_timer_start)(struct bpf_timer *timer, u64 nanoseconds, u64 flags) = (void *)171;
static long (*const bpf_timer_cancel)(struct bpf_timer *timer) = (void *)172;
