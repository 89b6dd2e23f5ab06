// SPDX-License-Identifier: Apache-2.0
/* A target that has the types of core.bpf.c as they are there. */
#include "target.h"

struct inner {
	u8 a;
	u32 b;
};

enum colour {
	RED = 1,
	GREEN,
	BLUE,
};

enum big {
	SMALL_ONE = 1,
	BIG_ONE = 0x100000000ULL,
};

union either {
	u32 number;
	u64 wide;
};

typedef struct {
	u32 x, y;
} point;

typedef int (*callback)(struct inner *inner, u32 number);

struct sample {
	u32 id;
	u32 small : 5;
	u32 middle : 7;
	s32 negative : 6;
	u64 wide;
	u16 list[4];
	struct inner inner;
	struct {
		u32 hidden;
	};
	u32 gone;
	enum colour colour;
	struct inner *link;
	s32 number;
	u32 tail[];
};

struct matching {
	u32 id;
	struct inner *link;
	enum colour colour;
};

TARGET(struct sample *, enum big, union either, point, callback, struct matching *)
