// SPDX-License-Identifier: Apache-2.0
/* Settings of the kernel's, of every type there is. */
#include "bpf.h"

enum libbpf_tristate {
	TRI_NO,
	TRI_YES,
	TRI_MODULE,
};

extern int LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern u64 LINUX_NEVER_HEARD_OF __kconfig __weak;
extern _Bool CONFIG_BOOL __kconfig __weak;
extern enum libbpf_tristate CONFIG_TRISTATE __kconfig __weak;
extern char CONFIG_CHAR __kconfig __weak;
extern s32 CONFIG_INT __kconfig __weak;
extern u16 CONFIG_SHORT __kconfig __weak;
extern u64 CONFIG_LONG __kconfig __weak;
extern char CONFIG_TEXT[8] __kconfig __weak;

u64 results[16];

SEC("syscall") int settings(void *ctx)
{
	results[0] = LINUX_KERNEL_VERSION;
	results[1] = LINUX_HAS_BPF_COOKIE;
	results[2] = LINUX_NEVER_HEARD_OF;
	results[3] = CONFIG_BOOL;
	results[4] = CONFIG_TRISTATE;
	results[5] = CONFIG_CHAR;
	results[6] = (s64)CONFIG_INT;
	results[7] = CONFIG_SHORT;
	results[8] = CONFIG_LONG;
	for (int i = 0; i < 7; i++)
		results[9 + i] = CONFIG_TEXT[i];
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
