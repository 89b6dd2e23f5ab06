// SPDX-License-Identifier: Apache-2.0
/* A setting that the object cannot do without. */
#include "../bpf.h"

extern int CONFIG_HZ __kconfig;

SEC("syscall") int program(void *ctx)
{
	return CONFIG_HZ;
}

char LICENSE[] SEC("license") = "GPL";
