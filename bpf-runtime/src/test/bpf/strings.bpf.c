// SPDX-License-Identifier: Apache-2.0
/* Helpers and kfuncs on text, asked one question at a time. */
#include "helpers.h"

static long (*const bpf_strtol)(const char *buf, size_t size, u64 flags, s64 *result) = (void *)105;
static long (*const bpf_strtoul)(const char *buf, size_t size, u64 flags, u64 *result) = (void *)106;
static long (*const bpf_strncmp)(const char *s1, u32 size, const char *s2) = (void *)182;

int bpf_strcmp(const char *s1, const char *s2) __ksym __weak;
int bpf_strcasecmp(const char *s1, const char *s2) __ksym __weak;
int bpf_strncasecmp(const char *s1, const char *s2, size_t len) __ksym __weak;
int bpf_strchr(const char *s, char c) __ksym __weak;
int bpf_strchrnul(const char *s, char c) __ksym __weak;
int bpf_strnchr(const char *s, size_t count, char c) __ksym __weak;
int bpf_strrchr(const char *s, int c) __ksym __weak;
int bpf_strlen(const char *s) __ksym __weak;
int bpf_strnlen(const char *s, size_t count) __ksym __weak;
int bpf_strspn(const char *s, const char *accept) __ksym __weak;
int bpf_strcspn(const char *s, const char *reject) __ksym __weak;
int bpf_strstr(const char *s1, const char *s2) __ksym __weak;
int bpf_strcasestr(const char *s1, const char *s2) __ksym __weak;
int bpf_strnstr(const char *s1, const char *s2, size_t len) __ksym __weak;
int bpf_strncasestr(const char *s1, const char *s2, size_t len) __ksym __weak;

#define NOT_THERE 999
#define LONG_SIZE 70000

struct question {
	u32 function;
	u32 first; /* where it is: 0 in the question, 1 NULL, 2 nowhere, 3 the endless string */
	u32 second;
	u32 flags;
	s64 number;
	char a[TEXT_SIZE];
	char b[TEXT_SIZE];
	s64 answer;
	s64 result;
};

char a[TEXT_SIZE], b[TEXT_SIZE];
char endless[LONG_SIZE];
const char fruit[] = "apple";

static long fill_one(u32 i, void *ctx)
{
	if (i < LONG_SIZE)
		endless[i] = 'a';
	return 0;
}

SEC("syscall") int fill(void *ctx)
{
	return bpf_loop(LONG_SIZE, fill_one, NULL, 0);
}

#define ASK(function, ...) (bpf_ksym_exists(function) ? function(__VA_ARGS__) : NOT_THERE)

/* From 1 on: the verifier wants to see that. */
#define SIZE(n) ((((n) - 1) & (TEXT_SIZE - 1)) + 1)

SEC("syscall") int ask(struct question *q)
{
	const char *s1, *s2;
	s64 n = q->number, result = 0;

	__builtin_memcpy(a, q->a, TEXT_SIZE);
	__builtin_memcpy(b, q->b, TEXT_SIZE);
	s1 = q->first == 0 ? a : q->first == 1 ? NULL : q->first == 2 ? (void *)BAD_KERNEL_ADDRESS : endless;
	s2 = q->second == 0 ? b : q->second == 1 ? NULL : q->second == 2 ? (void *)BAD_KERNEL_ADDRESS : endless;
	switch (q->function) {
	case 1: q->answer = ASK(bpf_strcmp, s1, s2); break;
	case 2: q->answer = ASK(bpf_strcasecmp, s1, s2); break;
	case 3: q->answer = ASK(bpf_strncasecmp, s1, s2, n); break;
	case 4: q->answer = ASK(bpf_strchr, s1, n); break;
	case 5: q->answer = ASK(bpf_strchrnul, s1, n); break;
	case 6: q->answer = ASK(bpf_strnchr, s1, q->flags, n); break;
	case 7: q->answer = ASK(bpf_strrchr, s1, n); break;
	case 8: q->answer = ASK(bpf_strlen, s1); break;
	case 9: q->answer = ASK(bpf_strnlen, s1, n); break;
	case 10: q->answer = ASK(bpf_strspn, s1, s2); break;
	case 11: q->answer = ASK(bpf_strcspn, s1, s2); break;
	case 12: q->answer = ASK(bpf_strstr, s1, s2); break;
	case 13: q->answer = ASK(bpf_strcasestr, s1, s2); break;
	case 14: q->answer = ASK(bpf_strnstr, s1, s2, n); break;
	case 15: q->answer = ASK(bpf_strncasestr, s1, s2, n); break;
	case 16: q->answer = bpf_strtol(a, SIZE(n), q->flags, &result); break;
	case 17: q->answer = bpf_strtoul(a, SIZE(n), q->flags, (u64 *)&result); break;
	case 18: q->answer = bpf_strncmp(a, SIZE(n), fruit); break;
	}
	q->result = result;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
