// SPDX-License-Identifier: Apache-2.0
/* The types of core.bpf.c in another order, with more between them and some gone. */
#include "target.h"

struct inner {
	u64 before;
	u32 b;
	u8 a;
};

enum colour {
	INFRARED = -5,
	RED = -4,
	GREEN = 20,
};

enum big {
	BIG_ONE = 0x7000000000ULL,
};

union either {
	u64 wide;
	u32 number;
	u64 more[3];
};

struct point_of_space {
	u32 x, y, z;
};

typedef struct point_of_space point;

typedef int (*callback)(struct inner *inner, u32 number, u64 context);

struct sample {
	u64 first;
	u32 pad : 3;
	s32 negative : 6;
	u64 small : 5;
	u64 between : 20;
	u64 middle : 7;
	struct inner inner;
	union {
		u64 other;
		struct {
			u32 not_this;
			union {
				u32 hidden;
				u16 half;
			};
		};
	};
	u16 list[8];
	struct inner *link;
	enum colour colour;
	u64 wide;
	u32 id;
	s32 number;
	u32 tail[];
};

struct matching {
	enum colour colour;
	struct inner *link;
	u64 more;
	u32 id;
};

TARGET(struct sample *, enum big, union either, point, callback, struct matching *)
