// SPDX-License-Identifier: Apache-2.0
/* The tag is on a subprogram that nobody else can see. */
#include "../bpf.h"

u64 calls;

static __noinline __attribute__((btf_decl_tag("exception_callback:handler"))) int local(u64 x)
{
	return x + calls;
}

SEC("syscall") int program(u64 *ctx)
{
	return local(*ctx);
}

char LICENSE[] SEC("license") = "GPL";
