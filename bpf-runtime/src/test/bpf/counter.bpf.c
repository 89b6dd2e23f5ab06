// SPDX-License-Identifier: Apache-2.0
/* What the snippet of the front door runs. */
#include "bpf.h"

u64 counter;
const volatile u64 step = 1;

SEC("syscall") int count(u64 *ctx)
{
	counter += step;
	*ctx = counter;
	return 0;
}
