// SPDX-License-Identifier: Apache-2.0
/* Global and static subprograms with arguments in the arena, eight frames deep, and callbacks that get at the arena. */
#include "programs.h"

#define NODES 64

ARENA(16);

struct node {
	struct node __arena *left, *right;
	u64 key;
	u64 count;
};

struct tree {
	struct node __arena *root;
	u64 nodes;
};

struct tree __arena tree;
struct node __arena nodes[NODES];
u64 __arena numbers[NODES];

/*
 * clang 19 makes one memset of two zeros side by side, and casts no pointer of a memset; so one of two is volatile.
 *
 * A global function is verified on its own: the tag alone says what its argument is.
 */
__noinline int depth_of(struct tree __arena *of __arg_arena, u64 key)
{
	struct node __arena *node = of->root;
	int depth = 0;

	while (node && can_loop) {
		depth++;
		if (node->key == key)
			return depth;
		node = key < node->key ? node->left : node->right;
	}
	return 0;
}

__noinline int put(struct tree __arena *into __arg_arena, struct node __arena *fresh __arg_arena, u64 key)
{
	struct node __arena *__arena *place = &into->root;

	while (*place && can_loop) {
		struct node __arena *node = *place;

		if (node->key == key) {
			node->count++;
			return 0;
		}
		place = key < node->key ? &node->left : &node->right;
	}
	fresh->left = NULL;
	WRITE_ONCE(fresh->right, NULL);
	fresh->key = key;
	fresh->count = 1;
	*place = fresh;
	into->nodes++;
	return 1;
}

/* A static function has what its callers give it. */
static __noinline void clear(struct tree __arena *of)
{
	of->root = NULL;
	WRITE_ONCE(of->nodes, 0);
}

/* ctx: how many keys, where they start; out: nodes of the tree, depth of the last key. */
SEC("syscall") int grow(u64 *ctx)
{
	u64 key = ctx[1];
	u32 i;

	clear(&tree);
	for (i = 0; i < ctx[0] && i < NODES && can_loop; i++) {
		key = (key * 5 + 3) % 97;
		put(&tree, &nodes[i], key);
	}
	ctx[2] = tree.nodes;
	ctx[3] = depth_of(&tree, key);
	return 0;
}

/* ctx: key; out: how often it was put. */
SEC("syscall") int find(u64 *ctx)
{
	struct node __arena *node = tree.root;

	ctx[1] = 0;
	while (node && can_loop) {
		if (node->key == ctx[0]) {
			ctx[1] = node->count;
			break;
		}
		node = ctx[0] < node->key ? node->left : node->right;
	}
	return depth_of(&tree, ctx[0]);
}

/* Eight frames with the program itself. Each writes its number down and has a stack of its own. */
#define FRAME(number, rest) \
	static __noinline u64 frame##number(u64 __arena *out, u64 n) \
	{ \
		volatile u64 mine[4] = { n, n + 1, n + 2, n + 3 }; \
		u64 below; \
		out[number] = n; \
		below = rest; \
		return below * 2 + mine[0] + mine[3]; \
	}

FRAME(7, n)
FRAME(6, frame7(out, n + 6))
FRAME(5, frame6(out, n + 5))
FRAME(4, frame5(out, n + 4))
FRAME(3, frame4(out, n + 3))
FRAME(2, frame3(out, n + 2))
FRAME(1, frame2(out, n + 1))

/* ctx: a number; out: what came back, sum of what was written down. */
SEC("syscall") int deep(u64 *ctx)
{
	u64 sum = 0;

	ctx[1] = frame1(numbers, ctx[0]);
	for (u32 i = 1; i < 8; i++)
		sum = sum * 3 + numbers[i];
	ctx[2] = sum;
	return 0;
}

struct walk {
	u64 __arena *at;
	u64 sum;
};

static long add_number(u64 index, void *context)
{
	struct walk *walk = context;

	walk->sum += *walk->at++ * (index + 1);
	return 0;
}

static __noinline u64 dot_product(u64 __arena *from, u32 count)
{
	struct walk walk = { .at = from };

	bpf_loop(count, add_number, &walk, 0);
	return walk.sum;
}

/* ctx: where to start, how many; out: the sum that a callback made, going through the arena by a pointer. */
SEC("syscall") int called_back(u64 *ctx)
{
	for (u32 i = 0; i < NODES; i++)
		numbers[i] = i * 7;
	ctx[2] = dot_product(&numbers[ctx[0] % NODES], ctx[1]);
	return 0;
}

/* A global function that looks at memory of its caller, and a weak one. */
struct pair {
	u64 first, second;
};

__noinline int add_pair(struct pair *pair __arg_nonnull, u64 __arena *to __arg_arena)
{
	*to += pair->first * pair->second;
	return pair->first > pair->second;
}

__weak __noinline int scale(u64 __arena *number __arg_arena, u32 by)
{
	*number *= by;
	return *number;
}

/* ctx: two numbers, factor; out: product of all three. */
SEC("syscall") int by_pointer(u64 *ctx)
{
	struct pair pair = { ctx[0], ctx[1] };

	numbers[0] = 0;
	ctx[3] = add_pair(&pair, &numbers[0]);
	ctx[4] = (u32)scale(&numbers[0], ctx[2]);
	ctx[5] = numbers[0];
	return 0;
}

char _license[] SEC("license") = "GPL";
