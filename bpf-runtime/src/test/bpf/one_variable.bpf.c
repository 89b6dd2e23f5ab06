// SPDX-License-Identifier: Apache-2.0
/* As little as can be: one program, one array. */
#include "bpf.h"

u64 array[4];

SEC("syscall") int program(u64 *ctx)
{
	array[1] = *ctx;
	return 0;
}
