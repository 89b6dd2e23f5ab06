/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * bpf_arena.h - what a BPF program written in C needs to live in an arena.
 *
 * An arena is a sparse region of up to 4 GiB that programs and user space share. A pointer into it is declared with
 * __arena and is, wherever it is stored, the full 64-bit address at which user space has the region mapped:
 *
 *	struct node { struct node __arena *next; __u64 value; };
 *	struct node __arena *head;                    // .bss: user space reads 0x300000000010 here
 *
 *	node->value = 42;                             // the compiler emits
 *	                                              //   r1 = addr_space_cast(r2, 0x0, 0x1)     imm = 1
 *	                                              //   *(u64 *)(r1 + 8) = 42
 *	head = node;                                  // no cast: r2 is the user pointer already
 *
 * r1 above is an arena register: only its low 32 bits count, the machine adds its own view of the region. The
 * compiler inserts these casts (clang 19 and later say so with __BPF_FEATURE_ADDR_SPACE_CAST); nothing has to be
 * written.
 *
 * What clang 19 does not do, and what code for it therefore keeps to:
 *
 * - It casts the address of loads, stores and atomics, but not that of memcpy and memset. A structure assignment
 *   between arena objects, or __builtin_memset on one, becomes loads and stores through the user pointer, which a
 *   verifier refuses ("R1 invalid mem access 'scalar'"). The optimizer also makes a memset out of several adjacent
 *   stores of zero: build with -fno-builtin, which stops that, and assign members one by one.
 * - The immediate of addr_space_cast is (destination space << 16 | source space): 1 or 1 << 16. An immediate of 0,
 *   which kernels from 6.16 on refuse, is a cast from space 0 to space 0; inline assembler can write that
 *   ("addr_space_cast(r1, 0, 0)"), so leave the casts to the compiler, or use cast_kern() and cast_user() below.
 * - It may let two branches that end in a store share one store instruction; see barrier().
 *
 * This header replaces vmlinux.h and libbpf's headers for programs that need no more than this; it keeps to the names
 * that those use, and to libbpf's conventions for sections, so that the same object loads into a kernel.
 */
#ifndef BPF_ARENA_H
#define BPF_ARENA_H

#ifndef __BPF_FEATURE_ADDR_SPACE_CAST
#error "the compiler must emit addr_space_cast: clang 19 or later with -target bpf"
#endif
#ifndef __BPF_FEATURE_MAY_GOTO
#error "the compiler must know may_goto: clang 19 or later with -target bpf"
#endif

/* Types. */

typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;

typedef _Bool bool;
#define true ((bool)1)
#define false ((bool)0)
#define NULL ((void *)0)

/* Sections and attributes. */

#define SEC(name) __attribute__((section(name), used))
/* A kernel function (kfunc): resolved by name when the object is loaded. */
#define __ksym __attribute__((section(".ksyms")))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define __always_inline inline __attribute__((always_inline))
#define __used __attribute__((used))

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)

#define offsetof(type, member) __builtin_offsetof(type, member)

/* Map definitions: a structure in SEC(".maps") whose members' types carry the values, to be read from BTF. */

#define BPF_ARENA_PASTE_(a, b) a##b
#define BPF_ARENA_PASTE(a, b) BPF_ARENA_PASTE_(a, b)

#define __uint(name, value) int (*name)[value]
#define __type(name, value_type) __typeof__(value_type) *name
/* For 64-bit values: an array's size in BTF has 32 bits, an enumerator's value has 64. */
#define __ulong(name, value) enum { BPF_ARENA_PASTE(__value_of_map_member_, __COUNTER__) = (value) } name

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_ARENA = 33,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_EXIST = 2,
};

enum {
	/* User space may map it: an arena must say so. */
	BPF_F_MMAPABLE = 1 << 10,
	/* A touch by user space of a page that nobody allocated is SIGSEGV, not a new page. */
	BPF_F_SEGV_ON_FAULT = 1 << 17,
	/* A pointer cast to user space keeps its low 32 bits only. */
	BPF_F_NO_USER_CONV = 1 << 18,
};

/* Arena pointers. */

#define __arena __attribute__((address_space(1)))
/* An object of static storage that lies in the arena: section .addr_space.1, one arena per object file. */
#define __arena_global __attribute__((address_space(1)))
/* Marks a global function's parameter as a pointer into the arena: struct node __arena *node __arg_arena. */
#define __arg_arena __attribute__((btf_decl_tag("arg:arena")))

/* Between the two views of one arena address; the compiler emits addr_space_cast with imm = 1 and imm = 1 << 16. */
#define cast_kern(pointer) ((void *)(pointer))
#define cast_user(pointer) ((void __arena *)(pointer))

/*
 * Ties a program to its arena. A program that only follows pointers names no map, and could not be told which region
 * they are for; a verifier refuses its addr_space_cast.
 */
#define arena_use(map) __asm__ volatile("" : : "r"(map))

#define ARENA_PAGE_SIZE 4096ULL
#define NUMA_NO_NODE (-1)

/*
 * Allocates pages, zeroed.
 * @address: where; NULL for anywhere. Only the low 32 bits count. Page-aligned.
 * Returns their address as user space sees it, NULL if there is no room there.
 */
void __arena *bpf_arena_alloc_pages(void *map, void __arena *address, __u32 page_count, int node_id,
				    __u64 flags) __ksym;
/* Frees pages; they vanish from every mapping. Pages that nobody allocated are passed over. */
void bpf_arena_free_pages(void *map, void __arena *address, __u32 page_count) __ksym;
/* Keeps a range from being handed out. 0, -EBUSY or -EINVAL. Since Linux 6.17, hence weak. */
int bpf_arena_reserve_pages(void *map, void __arena *address, __u32 page_count) __ksym __weak;

/* Whether a weak kernel function is there. */
#define bpf_ksym_exists(symbol) (!!(symbol))

/* Helpers, by the numbers that are part of the kernel's ABI. */

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
static long (*const bpf_trace_printk)(const char *format, __u32 format_size, ...) = (void *)6;
static __u32 (*const bpf_get_prandom_u32)(void) = (void *)7;
static __u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;

/*
 * Loops. A verifier must see that a loop ends; may_goto makes it end: it counts, and leaves the loop when the budget
 * is used up (in a kernel after 250 ms). The program goes on after the loop as if the condition had become false, so it
 * has to look whether it got everything done.
 *
 *	for (i = zero; i < count && can_loop; i++)
 *		...
 *	while (true) {
 *		...
 *		cond_break;
 *	}
 *
 * Counters start from zero, a variable, and not from the constant 0: with a constant the verifier knows i in each
 * round, 0, 1, 2 ..., finds no two rounds alike, and gives up ("The sequence of 8193 jumps is too complex").
 */
static volatile __u64 zero;

#define can_loop                                                                 \
	({                                                                       \
		__label__ budget_used_up, decided;                               \
		bool within_budget = true;                                       \
		__asm__ goto volatile("may_goto %l[budget_used_up]" : : : :      \
				      budget_used_up);                           \
		goto decided;                                                    \
	budget_used_up:                                                          \
		within_budget = false;                                           \
	decided:;                                                                \
		within_budget;                                                   \
	})

#define cond_break             \
	if (!can_loop)         \
		break

/*
 * Keeps memory accesses on their side of it. Two branches that end in a store, one to the arena and one to a global,
 * are otherwise made one store through either pointer, which a verifier refuses ("same insn cannot be used with
 * different pointers"); a barrier() at the end of one of them keeps them apart.
 */
#define barrier() __asm__ volatile("" : : : "memory")

/* Single accesses that the compiler neither splits, repeats nor leaves out. */

#define READ_ONCE(lvalue) (*(volatile __typeof__(lvalue) *)&(lvalue))
#define WRITE_ONCE(lvalue, value) (*(volatile __typeof__(lvalue) *)&(lvalue) = (value))

/* Atomics, 32 or 64 bits wide, in ordinary or arena memory; all return the value before, and order like barriers. */

#define atomic_fetch_add(pointer, value) __sync_fetch_and_add(pointer, value)
#define atomic_fetch_and(pointer, value) __sync_fetch_and_and(pointer, value)
#define atomic_fetch_or(pointer, value) __sync_fetch_and_or(pointer, value)
#define atomic_fetch_xor(pointer, value) __sync_fetch_and_xor(pointer, value)
#define atomic_exchange(pointer, value) __sync_lock_test_and_set(pointer, value)
#define atomic_compare_exchange(pointer, expected, value) __sync_val_compare_and_swap(pointer, expected, value)

/* Errors that programs return, negated. */

enum {
	ENOENT = 2,
	ENOMEM = 12,
	EINVAL = 22,
};

#endif
