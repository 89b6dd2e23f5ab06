// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * red_black_tree - a balanced search tree in an arena: insertion and removal with rebalancing.
 *
 *	tree_head (.bss) -> struct tree, an arena global (.addr_space.1) -> root
 *
 *	                    40 black
 *	                 /            \
 *	           20 red              60 black
 *	          /      \                    \
 *	     10 black   30 black             70 red
 *
 * Rules, which a walker can check: keys ascend from left to right; the root is black; a red node has no red child;
 * every path from the root to a missing child passes the same number of black nodes.
 *
 *	struct tree		offset 0   root: address of the root, 0 if the tree is empty
 *	(16 bytes)		       8   count: nodes
 *	struct tree_node	offset 0   child[0]: left, smaller keys; 0 if there is none
 *	(48 bytes)		       8   child[1]: right, larger keys
 *				      16   parent: 0 in the root
 *				      24   key
 *				      32   value
 *				      40   red: 1 or 0
 *
 * With the children in an array, the mirror image of each case is the same code with the other side (0 or 1).
 *
 * tree_build inserts, for n = 0, 1, 2 ..., the key mix(tree_seed + n) with the value mix(key).
 *
 * Checksum: in order of the keys; count of nodes, sum of value, hash over key and value of each node.
 *
 * Programs (contexts in example.h)	instructions a call, at most about
 *	tree_build	change_ctx	4096 * 400 in a tree of 100,000
 *	tree_sum	walk_ctx	16384 * 50; the cursor is the next node
 *	tree_get	element_ctx	one descent
 *	tree_remove	change_ctx	4096 * 400: the keys of tree_build, oldest first
 */
#include "arena_alloc.h"
#include "example.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16384); /* pages: 64 MiB */
	__ulong(map_extra, 0x300200000000ULL);
} tree_arena SEC(".maps");

enum { LEFT = 0, RIGHT = 1 };

struct tree_node {
	struct tree_node __arena *child[2];
	struct tree_node __arena *parent;
	__u64 key;
	__u64 value;
	__u64 red;
};

typedef struct tree_node __arena *tree_link;

struct tree {
	tree_link root;
	__u64 count;
};

const volatile __u64 tree_seed = 0x74726565;

struct tree __arena_global tree;
struct tree __arena *tree_head; /* &tree once something was built, for user space */
__u64 tree_built;               /* keys inserted by tree_build */
__u64 tree_removed;             /* of these, keys taken out by tree_remove */
struct arena_allocator tree_nodes;

static __always_inline bool is_red(tree_link node)
{
	return node && node->red;
}

/* Puts @with, which may be NULL, where @node hangs. */
static __always_inline void tree_replace(tree_link node, tree_link with)
{
	tree_link parent = node->parent;

	if (parent)
		parent->child[parent->child[RIGHT] == node] = with;
	else
		tree.root = with;
	if (with)
		with->parent = parent;
}

/*
 * Moves @node down to @side and its child on the other side up into its place:
 *
 *	    node                up
 *	   /    \              /  \
 *	  a      up    ->   node   c      side = LEFT
 *	        /  \       /    \
 *	       b    c     a      b
 */
static __noinline void tree_rotate(tree_link node, __u64 side)
{
	__u64 other = side ^ 1;
	tree_link up = node->child[other];
	tree_link middle = up->child[side];

	node->child[other] = middle;
	if (middle)
		middle->parent = node;
	tree_replace(node, up);
	up->child[side] = node;
	node->parent = up;
}

/*
 * After @node was hung in as a red leaf: its parent may be red as well. Either colours move up the tree, or one or two
 * rotations end it. A global function that takes an arena pointer, and returns how many levels it went up.
 */
__noinline int tree_balance_after_insert(struct tree_node __arena *node __arg_arena)
{
	tree_link parent;
	int levels = 0;

	while ((parent = node->parent) && parent->red && can_loop) {
		tree_link grandparent = parent->parent;
		__u64 side = grandparent->child[RIGHT] == parent;
		tree_link uncle = grandparent->child[side ^ 1];

		if (is_red(uncle)) {
			parent->red = 0;
			uncle->red = 0;
			grandparent->red = 1;
			node = grandparent;
			levels++;
			continue;
		}
		if (parent->child[side ^ 1] == node) {
			tree_rotate(parent, side);
			parent = node;
		}
		parent->red = 0;
		grandparent->red = 1;
		tree_rotate(grandparent, side ^ 1);
		break;
	}
	tree.root->red = 0;
	return levels;
}

/* After a black node was taken out below @parent, where now @node hangs, or nothing: that side lacks a black node. */
static __noinline void tree_balance_after_remove(tree_link parent, tree_link node)
{
	while (parent && !is_red(node) && can_loop) {
		__u64 side = parent->child[RIGHT] == node;
		tree_link sibling = parent->child[side ^ 1];

		if (sibling->red) {
			sibling->red = 0;
			parent->red = 1;
			tree_rotate(parent, side);
			sibling = parent->child[side ^ 1];
		}
		if (!is_red(sibling->child[LEFT]) && !is_red(sibling->child[RIGHT])) {
			sibling->red = 1;
			node = parent;
			parent = node->parent;
			continue;
		}
		if (!is_red(sibling->child[side ^ 1])) {
			sibling->child[side]->red = 0;
			sibling->red = 1;
			tree_rotate(sibling, side ^ 1);
			sibling = parent->child[side ^ 1];
		}
		sibling->red = parent->red;
		parent->red = 0;
		sibling->child[side ^ 1]->red = 0;
		tree_rotate(parent, side);
		return;
	}
	if (node)
		node->red = 0;
}

static __noinline int tree_insert(__u64 key, __u64 value)
{
	tree_link parent = NULL;
	tree_link node;
	__u64 side = LEFT;

	for (node = tree.root; node && can_loop; node = node->child[side]) {
		if (node->key == key) {
			node->value = value;
			return 0;
		}
		parent = node;
		side = key > node->key;
	}
	node = arena_alloc(&tree_arena, &tree_nodes, sizeof(struct tree_node));
	if (!node)
		return -ENOMEM;
	node->child[LEFT] = NULL;
	node->child[RIGHT] = NULL;
	node->parent = parent;
	node->key = key;
	node->value = value;
	node->red = 1;
	if (parent)
		parent->child[side] = node;
	else
		tree.root = node;
	tree.count++;
	tree_balance_after_insert(node);
	return 0;
}

static __noinline tree_link tree_find(__u64 key)
{
	tree_link node;

	for (node = tree.root; node && can_loop; node = node->child[key > node->key]) {
		if (node->key == key)
			return node;
	}
	return NULL;
}

static __noinline tree_link tree_outermost(tree_link node, __u64 side)
{
	while (node->child[side] && can_loop)
		node = node->child[side];
	return node;
}

/* Puts @with, which hangs nowhere, in the place of @node: its parent, its children, its colour. */
static __always_inline void tree_take_place(tree_link node, tree_link with)
{
	tree_link left = node->child[LEFT];
	tree_link right = node->child[RIGHT];

	with->child[LEFT] = left;
	with->child[RIGHT] = right;
	with->red = node->red;
	if (left)
		left->parent = with;
	if (right)
		right->parent = with;
	tree_replace(node, with);
}

/* Takes @node out and frees it. Where it has two children, its successor is taken out, and then put in its place. */
static __noinline void tree_delete(tree_link node)
{
	bool two_children = node->child[LEFT] && node->child[RIGHT];
	tree_link out = two_children ? tree_outermost(node->child[RIGHT], LEFT) : node;
	tree_link child = out->child[LEFT] ? out->child[LEFT] : out->child[RIGHT];
	tree_link parent = out->parent;
	bool lost_black = !out->red;

	tree_replace(out, child);
	if (two_children) {
		tree_take_place(node, out);
		if (parent == node)
			parent = out;
	}
	if (lost_black)
		tree_balance_after_remove(parent, child);
	tree.count--;
	arena_free(&tree_arena, &tree_nodes, node);
}

/* The node with the next larger key; NULL after the last. */
static __noinline tree_link tree_next(tree_link node)
{
	tree_link parent;

	if (node->child[RIGHT])
		return tree_outermost(node->child[RIGHT], LEFT);
	while ((parent = node->parent) && parent->child[RIGHT] == node && can_loop)
		node = parent;
	return parent;
}

SEC("syscall")
int tree_build(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;
	int error = 0;

	tree_head = &tree;
	for (i = zero; i < wanted && can_loop; i++) {
		__u64 key = mix(tree_seed + tree_built);

		error = tree_insert(key, mix(key));
		if (error)
			break;
		tree_built++;
	}
	ctx->changed = i;
	ctx->total = tree.count;
	ctx->head = (__u64)tree_head;
	return error;
}

SEC("syscall")
int tree_remove(struct change_ctx *ctx)
{
	__u64 wanted = at_most(ctx->count, MAX_CHANGES);
	__u64 i;

	for (i = zero; i < wanted && tree_removed < tree_built && can_loop; i++) {
		tree_link node = tree_find(mix(tree_seed + tree_removed));

		if (node)
			tree_delete(node);
		tree_removed++;
	}
	if (!tree.root)
		arena_release(&tree_arena, &tree_nodes);
	ctx->changed = i;
	ctx->total = tree.count;
	ctx->head = (__u64)tree_head;
	return 0;
}

SEC("syscall")
int tree_get(struct element_ctx *ctx)
{
	tree_link node = tree_find(ctx->key);

	ctx->found = !!node;
	ctx->value = node ? node->value : 0;
	return 0;
}

SEC("syscall")
int tree_sum(struct walk_ctx *ctx)
{
	bool start = !ctx->cursor;
	tree_link node = (tree_link)ctx->cursor;
	__u64 count = start ? 0 : ctx->count;
	__u64 sum = start ? 0 : ctx->sum;
	__u64 hash = start ? HASH_START : ctx->hash;
	__u64 i;

	arena_use(&tree_arena);
	if (start && tree.root)
		node = tree_outermost(tree.root, LEFT);
	for (i = zero; node && i < MAX_VISITS && can_loop; i++) {
		count++;
		sum += node->value;
		hash = hash_add(hash_add(hash, node->key), node->value);
		node = tree_next(node);
	}
	ctx->cursor = (__u64)node;
	ctx->count = count;
	ctx->sum = sum;
	ctx->hash = hash;
	ctx->done = !node;
	return 0;
}

char _license[] SEC("license") = "GPL";
