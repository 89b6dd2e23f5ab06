// SPDX-License-Identifier: Apache-2.0
/* Formats as the helpers that print take them. bpf_snprintf wants to know its own when it is loaded. */
#include "helpers.h"

static long (*const bpf_trace_printk)(const char *fmt, u32 size, ...) = (void *)6;
static long (*const bpf_snprintf)(char *str, u32 size, const char *fmt, u64 *data, u32 data_len) = (void *)165;
static long (*const bpf_trace_vprintk)(const char *fmt, u32 size, const void *data, u32 data_len) = (void *)177;

#define MAX_ARGS 12

struct question {
	u32 size; /* of the format, or of the buffer */
	u32 data_len;
	u32 kinds; /* two bits for each argument: 0 a number, 1 where in text, 2 nowhere */
	u32 which;
	u64 args[MAX_ARGS];
	char fmt[TEXT_SIZE];
	u8 text[TEXT_SIZE];
	s64 answer;
	char out[TEXT_SIZE];
};

char fmt[TEXT_SIZE];
u8 text[1024];
u64 args[MAX_ARGS + 1];
char out[TEXT_SIZE];

static inline __attribute__((always_inline)) void prepare(struct question *q)
{
	__builtin_memcpy(fmt, q->fmt, TEXT_SIZE);
	__builtin_memcpy(text, q->text, TEXT_SIZE);
	/* The context is read at fixed offsets only. */
	_Pragma("unroll")
	for (int i = 0; i < MAX_ARGS; i++) {
		u32 kind = q->kinds >> 2 * i & 3;

		args[i] = kind == 0 ? q->args[i] : kind == 1 ? (u64)text + (q->args[i] & 1023) : BAD_KERNEL_ADDRESS;
	}
}

SEC("syscall") int fill(void *ctx)
{
	for (int i = TEXT_SIZE; i < sizeof(text) - 1; i++)
		text[i] = 'x';
	return 0;
}

SEC("syscall") int print_to_trace(struct question *q)
{
	u32 size = q->size, data_len = q->data_len;

	prepare(q);
	if (size == 0 || size > TEXT_SIZE || data_len > sizeof(args))
		return -1;
	q->answer = bpf_trace_vprintk(fmt, size, args, data_len);
	return 0;
}

SEC("syscall") int print_three_to_trace(struct question *q)
{
	u32 size = q->size;

	prepare(q);
	if (size == 0 || size > TEXT_SIZE)
		return -1;
	q->answer = bpf_trace_printk(fmt, size, args[0], args[1], args[2]);
	return 0;
}

#define PRINT(count, format) do { \
	static const char constant[] = format; \
	q->answer = bpf_snprintf(out, size, constant, args, (count) * 8); \
} while (0)

SEC("syscall") int print_to_memory(struct question *q)
{
	u32 size = q->size;

	prepare(q);
	if (size > TEXT_SIZE)
		return -1;
	for (int i = 0; i < TEXT_SIZE; i++)
		out[i] = '#';
	switch (q->which) {
	case 0: PRINT(0, "plain 100%%"); break;
	case 1: PRINT(1, "%d"); break;
	case 2: PRINT(2, "%s=%lld"); break;
	case 3: PRINT(1, "%pI4 %%"); break;
	case 4: PRINT(1, "[%16pI4]"); break;
	case 5: PRINT(1, "%pi6"); break;
	case 6: PRINT(1, "%pI6/64"); break;
	case 7: PRINT(3, "%c%c%c"); break;
	case 8: PRINT(12, "%x%x%x%x%x%x%x%x%x%x%x%x"); break;
	case 9: PRINT(2, "%pks-%pus"); break;
	case 10: PRINT(2, "%s%s"); break;
	case 11: PRINT(0, ""); break;
	case 12: q->answer = bpf_snprintf(NULL, 0, "%d", args, 8); break;
	case 13: PRINT(1, "%1000d"); break;
	}
	__builtin_memcpy(q->out, out, TEXT_SIZE);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
