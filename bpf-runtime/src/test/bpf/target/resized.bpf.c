// SPDX-License-Identifier: Apache-2.0
/* The types of core.bpf.c with other sizes and kinds. */
#include "target.h"

struct inner {
	u8 a;
	u64 b;
};

enum colour {
	RED = 1,
	GREEN = 0x123456789ULL,
	BLUE,
};

enum big {
	BIG_ONE = 12,
};

union either {
	u16 number;
	u16 wide;
};

typedef u64 point;

typedef int (*callback)(struct inner *inner, struct inner *number);

struct sample___v6 {
	u64 id;
	u8 small;
	u16 middle;
	signed char negative;
	u16 wide;
	u32 list[3];
	struct inner inner;
	u8 hidden;
	u32 gone[2];
	enum colour colour;
	struct inner *link;
	s64 number;
	u32 tail[2];
};

struct matching {
	u64 id;
	struct inner *link;
	enum colour colour;
};

TARGET(struct sample___v6 *, enum big, union either, point, callback, struct matching *)
