// SPDX-License-Identifier: Apache-2.0
/* Asks for what only a kernel has, and does without. */
#include "bpf.h"

struct rq {
	int cpu;
};

extern const void typeless __ksym __weak;
extern const struct rq typed __ksym __weak;
extern int function(int x) __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;

u64 results[4];

SEC("syscall") int existence(void *ctx)
{
	results[0] = bpf_ksym_exists(&typeless);
	results[1] = bpf_ksym_exists(&typed) ? typed.cpu : 7;
	results[2] = bpf_ksym_exists(function) ? function(3) : 8;
	if (bpf_ksym_exists(bpf_rcu_read_lock)) {
		bpf_rcu_read_lock();
		bpf_rcu_read_unlock();
		results[3] = 9;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
