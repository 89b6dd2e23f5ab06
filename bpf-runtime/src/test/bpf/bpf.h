/* SPDX-License-Identifier: Apache-2.0 */
/* The little that these tests need of the BPF side of C; the names are libbpf's. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define __arena __attribute__((address_space(1)))
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))

#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __ulong(name, val) enum { __unique_##name = val } name

#define NULL ((void *)0)
#define NUMA_NO_NODE (-1)
#define PAGE_SIZE 4096

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

#define BPF_F_NO_PREALLOC (1 << 0)
#define BPF_F_RDONLY_PROG (1 << 7)
#define BPF_F_WRONLY_PROG (1 << 8)
#define BPF_F_MMAPABLE (1 << 10)

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static long (*const bpf_loop)(u32 rounds, void *callback, void *context, u64 flags) = (void *)181;

void __arena *bpf_arena_alloc_pages(void *map, void __arena *addr, u32 pages, int node, u64 flags) __ksym;
void bpf_arena_free_pages(void *map, void __arena *ptr, u32 pages) __ksym;

#define bpf_ksym_exists(sym) (!!(void *)(sym))
