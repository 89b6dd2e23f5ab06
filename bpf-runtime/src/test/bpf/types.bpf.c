// SPDX-License-Identifier: Apache-2.0
/* Every kind of type that clang writes into BTF. */
#include "bpf.h"

struct forward;
union either {
	u64 whole;
	u8 bytes[8];
};
enum colour { RED, GREEN = 5, BLUE = -1 };
enum wide { SMALL = 1, LARGE = 0x123456789abcull };
struct flags {
	u32 ready : 1;
	u32 mode : 3;
	s32 level : 12;
};
struct __attribute__((btf_decl_tag("tagged"))) everything {
	struct forward *forward;
	union either either;
	enum colour colour;
	enum wide wide;
	struct flags flags;
	const volatile char *const text;
	int *restrict pointer;
	u16 matrix[2][3];
	int (*callback)(int, const char *, ...);
	double real;
	_Bool truth;
	int __attribute__((btf_type_tag("user"))) *user;
	struct {
		u8 inner;
	};
	u8 documented __attribute__((btf_decl_tag("member")));
};

struct everything everything;
static int counter;
extern int elsewhere(int x) __ksym __weak;

__noinline int global(struct everything *arg)
{
	return arg ? counter++ : 0;
}

static __noinline int local(int x)
{
	return x + everything.colour + counter;
}

SEC("syscall") int kinds(void *ctx)
{
	return local(global(&everything)) + (bpf_ksym_exists(elsewhere) ? elsewhere(1) : 0);
}

char LICENSE[] SEC("license") = "GPL";
