// SPDX-License-Identifier: Apache-2.0
/* Depends on the layout of somebody else's structure. */
#include "../bpf.h"

struct task {
	int pid, tgid;
} __attribute__((preserve_access_index));

SEC("syscall") int program(struct task *task)
{
	return task->tgid;
}
