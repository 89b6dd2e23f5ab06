// SPDX-License-Identifier: Apache-2.0
/* Callbacks of exceptions that are none. */
#include "../bpf.h"

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

struct pair {
	u64 first, second;
};

u64 calls;

__noinline int good(u64 cookie)
{
	return cookie + calls;
}

static __noinline int local(u64 cookie)
{
	return cookie + 2 * calls;
}

__hidden __noinline int hidden(u64 cookie)
{
	return cookie + 3 * calls;
}

__noinline int two_arguments(u64 cookie, u64 more)
{
	return cookie + more * calls;
}

__noinline int of_pointer(struct pair *pair)
{
	return pair ? pair->first : 0;
}

__noinline void of_nothing(u64 cookie)
{
	calls += cookie;
}

SEC("?syscall") __exception_cb(absent) int names_none(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb() int names_nothing(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(good) __exception_cb(two_arguments) int names_two(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(names_two) int names_program(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(local) int names_static(u64 *ctx)
{
	return local(*ctx);
}

SEC("?syscall") __exception_cb(hidden) int names_hidden(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(two_arguments) int names_two_arguments(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(of_pointer) int names_pointer(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(of_nothing) int names_void(u64 *ctx)
{
	return *ctx;
}

SEC("?syscall") __exception_cb(good) int calls_it(u64 *ctx)
{
	return good(*ctx);
}

char LICENSE[] SEC("license") = "GPL";
