// SPDX-License-Identifier: Apache-2.0
/* Depends on types of a target, for which it has them itself, and on a kernel setting. */

struct target {
	int first;
	int second;
} __attribute__((preserve_access_index));

extern int CONFIG_HZ __attribute__((section(".kconfig")));

__attribute__((section("syscall"), used)) int second(struct target *target)
{
	return target->second + CONFIG_HZ;
}

char LICENSE[] __attribute__((section("license"), used)) = "GPL";
