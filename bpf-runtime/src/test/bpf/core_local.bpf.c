// SPDX-License-Identifier: Apache-2.0
/* The one relocation that needs no target. */
#include "core.h"

struct mine {
	u32 number;
};

u64 results[1];

SEC("syscall") int local(void *ctx)
{
	results[0] = bpf_core_type_id_local(struct mine);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
