// SPDX-License-Identifier: Apache-2.0
/* Reads of memory that may not be there, of the kernel's and of user space's, which is the arena; and who is current. */
#include "helpers.h"

static long (*const probe_read)(void *dst, u32 size, const void *from) = (void *)4;
static u64 (*const get_current_pid_tgid)(void) = (void *)14;
static u64 (*const get_current_uid_gid)(void) = (void *)15;
static long (*const get_current_comm)(void *buf, u32 size) = (void *)16;
static long (*const probe_read_str)(void *dst, u32 size, const void *from) = (void *)45;
static long (*const probe_read_user)(void *dst, u32 size, const void *from) = (void *)112;
static long (*const probe_read_kernel)(void *dst, u32 size, const void *from) = (void *)113;
static long (*const probe_read_user_str)(void *dst, u32 size, const void *from) = (void *)114;
static long (*const probe_read_kernel_str)(void *dst, u32 size, const void *from) = (void *)115;
static long (*const get_ns_current_pid_tgid)(u64 dev, u64 ino, void *nsdata, u32 size) = (void *)120;
static long (*const copy_from_user)(void *dst, u32 size, const void *from) = (void *)148;

int bpf_copy_from_user_str(void *dst, u32 size, const void *from, u64 flags) __ksym;

struct bpf_iter_bits {
	u64 opaque[2];
} __attribute__((aligned(8)));

int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *words, u32 count) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

struct {
	u32 operation;
	u32 size;
	u32 place; /* 0 in text, 1 at an address, 2 nowhere */
	u32 offset;
	u64 address;
	u64 flags;
	s64 answer;
	u32 bits;
	u32 sum;
	u8 out[TEXT_SIZE];
	u8 text[TEXT_SIZE];
} state;

static inline __attribute__((always_inline)) const void *place(void)
{
	u32 offset = state.offset & (TEXT_SIZE - 1);

	if (state.place == 0)
		return state.text + offset;
	return (const void *)(state.place == 1 ? state.address : BAD_KERNEL_ADDRESS);
}

#ifndef WITHOUT_ARENA
static long (*const probe_write_user)(void *to, const void *from, u32 len) = (void *)36;

#define BPF_F_SEGV_ON_FAULT (1 << 17)

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE | BPF_F_SEGV_ON_FAULT);
	__uint(max_entries, 8);
} arena SEC(".maps");

u8 __arena *pages;

/* Two pages; the text is at the end of the second, and what follows it is absent. */
SEC("syscall") int prepare(void *ctx)
{
	static const char text[] = "at the end";

	pages = bpf_arena_alloc_pages(&arena, NULL, 2, NUMA_NO_NODE, 0);
	if (!pages)
		return -1;
	for (int i = 0; i < 10; i++)
		pages[2 * PAGE_SIZE - 10 + i] = text[i];
	return 0;
}

/* A program has user memory if it has an arena. */
#define USES_ARENA() asm volatile("" : : "r"(&arena))

SEC("syscall") int write_user(void *ctx)
{
	USES_ARENA();
	state.answer = probe_write_user((void *)state.address, state.out, state.size);
	return 0;
}

#else
#define USES_ARENA()
#endif

SEC("syscall") int probe(void *ctx)
{
	u32 size = state.size <= TEXT_SIZE ? state.size : TEXT_SIZE;
	const void *from = place();

	USES_ARENA();
	switch (state.operation) {
	case 0: state.answer = probe_read(state.out, size, from); break;
	case 1: state.answer = probe_read_str(state.out, size, from); break;
	case 2: state.answer = probe_read_user(state.out, size, from); break;
	case 3: state.answer = probe_read_user_str(state.out, size, from); break;
	case 4: state.answer = probe_read_kernel(state.out, size, from); break;
	case 5: state.answer = probe_read_kernel_str(state.out, size, from); break;
	case 6: state.answer = copy_from_user(state.out, size, from); break;
	case 7: state.answer = bpf_copy_from_user_str(state.out, size, from, state.flags); break;
	}
	return 0;
}

SEC("syscall") int count_bits(void *ctx)
{
	struct bpf_iter_bits it;
	int *bit;

	USES_ARENA();
	state.bits = state.sum = 0;
	state.answer = bpf_iter_bits_new(&it, place(), state.size);
	while ((bit = bpf_iter_bits_next(&it))) {
		state.bits++;
		state.sum += *bit;
	}
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall") int who(void *ctx)
{
	u64 *out = (u64 *)state.out;

	out[0] = get_current_pid_tgid();
	out[1] = get_current_uid_gid();
	if (state.size > 0 && state.size <= 32)
		state.answer = get_current_comm(state.out + 16, state.size);
	return 0;
}

SEC("syscall") int who_in_namespace(void *ctx)
{
	u32 size = state.size;

	if (size == 0 || size > TEXT_SIZE)
		return -1;
	state.answer = get_ns_current_pid_tgid(state.address, state.flags, state.out, size);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
