// SPDX-License-Identifier: Apache-2.0
/* What is said of functions: tags of arguments, hidden functions, callbacks of exceptions. */
#include "bpf.h"

#define __tag(text) __attribute__((btf_decl_tag(text)))
#define __arg_arena __tag("arg:arena")
#define __arena_tagged __attribute__((btf_type_tag("arena")))
#define __exception_cb(name) __tag("exception_callback:" #name)

struct node {
	struct node *next;
	u64 value;
};

u64 calls;

__noinline int by_argument(struct node *list __arg_arena, u64 limit)
{
	return list && limit ? 1 : 0;
}

__noinline int by_type(u64 limit, const struct node __arena_tagged *list)
{
	return list && limit ? 2 : 0;
}

__hidden __noinline int hidden(u64 x)
{
	return x + calls;
}

static __noinline int local(u64 x)
{
	return x * 2 + calls;
}

__noinline int helped(u64 cookie)
{
	return cookie + calls;
}

__noinline int handler(u64 cookie)
{
	return helped(cookie) + local(cookie);
}

__weak __noinline int weak_handler(u64 cookie)
{
	return cookie + 7;
}

SEC("syscall") int tagged(u64 *ctx)
{
	return by_argument((void *)ctx[0], ctx[1]) + by_type(ctx[1], (void *)ctx[0]) + hidden(*ctx) + local(*ctx);
}

SEC("syscall") __exception_cb(handler) int throwing(u64 *ctx)
{
	return *ctx;
}

SEC("syscall") __exception_cb(weak_handler) int calling(u64 *ctx)
{
	return local(*ctx);
}

char LICENSE[] SEC("license") = "GPL";
