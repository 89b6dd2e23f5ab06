/* SPDX-License-Identifier: Apache-2.0 */
/* Objects that are nothing but types. */
#pragma once
#include "../bpf.h"

/* A function of some types, so that the compiler describes them. */
#define TARGET(...) int target(__VA_ARGS__); int (*const keep)(__VA_ARGS__) = target; \
	SEC("?syscall") int use(void *ctx) { return keep == NULL; }
