// SPDX-License-Identifier: Apache-2.0
/* Asks for types of a kernel. */
#include "core.h"

struct list_head {
	struct list_head *next;
} __core;

struct task_struct {
	int pid;
	int tgid;
	struct list_head tasks;
} __core;

struct task_struct___never {
	int no_such_member;
} __core;

u64 results[5];

SEC("syscall") int kernel(struct task_struct *task)
{
	struct task_struct___never *never = (void *)task;

	results[0] = bpf_core_field_offset(task->tgid);
	results[1] = bpf_core_field_offset(task->tasks.next);
	results[2] = bpf_core_field_exists(never->no_such_member);
	results[3] = bpf_core_type_size(struct task_struct);
	results[4] = bpf_core_type_id_kernel(struct list_head);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
