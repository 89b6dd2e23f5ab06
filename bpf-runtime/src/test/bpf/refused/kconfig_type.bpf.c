// SPDX-License-Identifier: Apache-2.0
/* A setting of a type that no setting has. */
#include "../bpf.h"

extern struct {
	int hz;
} CONFIG_HZ __kconfig;

SEC("syscall") int program(void *ctx)
{
	return CONFIG_HZ.hz;
}

char LICENSE[] SEC("license") = "GPL";
