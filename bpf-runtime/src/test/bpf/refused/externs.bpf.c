// SPDX-License-Identifier: Apache-2.0
/* Externs that only a kernel has. Each program uses one. */
#include "../bpf.h"

extern int LINUX_KERNEL_VERSION __kconfig;
extern const int runqueues __ksym;
extern const int weak_variable __ksym __weak;

SEC("?syscall") int setting(void *ctx)
{
	return LINUX_KERNEL_VERSION;
}

SEC("?syscall") int variable(u64 *ctx)
{
	*ctx = (u64)&runqueues;
	return 0;
}

SEC("syscall") int weak(u64 *ctx)
{
	*ctx = (u64)&weak_variable;
	return 0;
}
