// SPDX-License-Identifier: Apache-2.0
/* libbpf: the ARENA map should be explicitly declared. */
#include "../bpf.h"

u64 __arena alone = 1;

SEC("syscall") int program(void *ctx)
{
	return 0;
}
