// SPDX-License-Identifier: Apache-2.0
/* Structures whose layout a header has to reproduce. */
#include "bpf.h"

struct node {
	struct node *next;
	struct tree *tree;
};

struct tree {
	struct node first;
	struct {
		u32 depth;
		union {
			u64 whole;
			u8 part;
		};
	} nested;
	enum {
		LEFT,
		RIGHT = 7,
	} side;
};

struct packed {
	u8 a;
	u64 b;
	u16 c;
} __attribute__((packed));

struct aligned {
	u8 a;
	u8 b __attribute__((aligned(16)));
	u32 c;
} __attribute__((aligned(64)));

struct holes {
	u8 a;
	u8 b __attribute__((aligned(4)));
	u16 c __attribute__((aligned(8)));
	u8 d __attribute__((aligned(2)));
};

struct bits {
	u32 a : 3;
	u32 : 5;
	u32 b : 9;
	u32 : 0;
	u32 c : 1;
	u64 d : 40;
	short e : 2;
	u8 after;
	u64 f : 64;
};

struct few_bits {
	u8 a : 1;
	u8 b : 7;
	u16 : 16;
	u8 c : 4;
};

struct tail {
	u64 a;
	u8 b;
} __attribute__((aligned(32)));

struct empty {
};

struct flexible {
	u32 count;
	struct packed items[];
};

union either {
	struct packed packed;
	u64 words[4];
	struct empty nothing;
};

enum byte_sized { NONE, SOME = 200 } __attribute__((mode(byte)));
enum word_sized { LITTLE = 1 } __attribute__((mode(word)));
enum signed_wide { LOWEST = -0x100000000ll, HIGHEST = 1 };

typedef int (*operation)(struct tree *tree, const char *name, ...);
typedef operation operations[4];
typedef struct {
	u8 anonymous;
} anonymous_t;
typedef struct forward_only forward_t;

struct pointers {
	operation one;
	operations many;
	void *(*chooser)(int (*compare)(const void *, const void *), void *[2]);
	char *names[2][3];
	char (*row)[5];
	char (*(*rows)[5])[6];
	volatile int *const volatile watched;
	anonymous_t *anonymous;
	forward_t *forward;
	void (*nothing)(void);
	struct pointers *self;
	enum byte_sized size;
	enum word_sized word;
	enum signed_wide wide;
	long double *never;
};

#define USE(type, name) type name##_used
USE(struct tree, tree);
USE(struct packed, packed);
USE(struct aligned, aligned);
USE(struct holes, holes);
USE(struct bits, bits);
USE(struct few_bits, few_bits);
USE(struct tail, tail);
USE(struct empty, empty);
USE(struct flexible, flexible);
USE(union either, either);
USE(struct pointers, pointers);

SEC("syscall") int nothing(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
