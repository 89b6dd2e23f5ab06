// SPDX-License-Identifier: Apache-2.0
/* Two types of one name but for their flavors, which do not agree. */
#include "target.h"

struct sample {
	u32 id;
	u32 gone;
	u64 wide;
	u32 hidden;
};

struct sample___two {
	u64 more;
	u32 id;
	u16 list[4];
	u16 hidden;
};

struct inner {
	u8 a;
};

struct inner___two {
	u8 a, b, c;
};

TARGET(struct sample *, struct sample___two *, struct inner *, struct inner___two *)
