// SPDX-License-Identifier: Apache-2.0
/* A setting that nobody knows and that the object cannot do without. */
#include "../bpf.h"

extern int LINUX_MOON_PHASE __kconfig;

SEC("syscall") int program(void *ctx)
{
	return LINUX_MOON_PHASE;
}

char LICENSE[] SEC("license") = "GPL";
