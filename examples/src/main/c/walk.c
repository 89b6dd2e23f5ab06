/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk - walks the structures that the BPF programs built, in C, by the pointers in memory.
 *
 *	cc -std=c11 -O2 -o walk walk.c        (with bpf_arena_client.h beside it or in an -I directory)
 *	./walk DIRECTORY (ARENA STRUCTURE HEAD)...
 *
 * STRUCTURE is linked_list, hash_table, red_black_tree or sparse_array; HEAD is the address in hexadecimal where it
 * starts, as the program that built it returned it. For each it prints
 *
 *	structure=linked_list
 *	count=100000
 *	sum=0x33ca...       of the values, modulo 2^64
 *	hash=0xebc7...      over keys and values in the order of the walk
 *
 * The layouts and the order of the walks are described in the programs' sources, the hash in example.h. Exit status:
 * 0; 1 with a line on standard error when a structure is damaged or its arena cannot be mapped; 2 for wrong arguments.
 *
 * Nothing in the arena is trusted: each address is checked before it is followed, and each walk ends.
 */
#include "bpf_arena_client.h"

#include <inttypes.h>
#include <stdlib.h>

struct walk {
	const struct bpf_arena *arena;
	const char *structure;
	uint64_t count;
	uint64_t sum;
	uint64_t hash;
};

struct list_node {
	struct list_node *next;
	struct list_node *prev;
	uint64_t index;
	uint64_t value;
};

struct table_node {
	struct table_node *next;
	uint64_t key;
	uint64_t value;
};

struct hash_table {
	struct table_node **buckets;
	uint64_t bucket_count;
	uint64_t entries;
	uint64_t shift;
};

struct tree_node {
	struct tree_node *child[2];
	struct tree_node *parent;
	uint64_t key;
	uint64_t value;
	uint64_t red;
};

struct tree {
	struct tree_node *root;
	uint64_t count;
};

#define FANOUT 512

struct array_leaf {
	uint64_t slot[FANOUT];
};

struct array_middle {
	struct array_leaf *leaf[FANOUT];
};

struct array_root {
	struct array_middle *middle[FANOUT];
};

_Noreturn static void damaged(const struct walk *walk, const void *address, const char *what)
{
	fprintf(stderr, "walk: %s is damaged at 0x%" PRIx64 ": %s\n", walk->structure, (uint64_t)(uintptr_t)address, what);
	exit(1);
}

/* Ends the program unless `length` bytes at an address are in the arena, aligned and there. */
static void check(const struct walk *walk, const void *address, uint64_t length)
{
	uint64_t value = (uint64_t)(uintptr_t)address;

	if (value % sizeof(uint64_t))
		damaged(walk, address, "the pointer is not aligned to 8 bytes");
	if (!bpf_arena_contains(walk->arena, value, length))
		damaged(walk, address, "the pointer leads out of the arena");
	if (!bpf_arena_is_present(walk->arena, value, length))
		damaged(walk, address, "the pointer leads to a page that is not there");
}

/* FNV-1a by words. */
static void add(struct walk *walk, uint64_t key, uint64_t value)
{
	walk->count++;
	walk->sum += value;
	walk->hash = (walk->hash ^ key) * 0x100000001b3u;
	walk->hash = (walk->hash ^ value) * 0x100000001b3u;
}

/* Ends the program after more steps than there can be nodes in the arena: there is a cycle. */
static void check_steps(const struct walk *walk, const void *node, uint64_t node_length, uint64_t steps)
{
	if (steps > walk->arena->length / node_length)
		damaged(walk, node, "more nodes than the arena can hold, there is a cycle");
}

static void walk_list(struct walk *walk, const void *head)
{
	const struct list_node *prev = NULL;
	const struct list_node *node;

	for (node = head; node; node = node->next) {
		check(walk, node, sizeof(*node));
		if (node->prev != prev)
			damaged(walk, node, "prev is not the node before");
		add(walk, node->index, node->value);
		check_steps(walk, node, sizeof(*node), walk->count);
		prev = node;
	}
}

static void walk_table(struct walk *walk, const void *head)
{
	const struct hash_table *table = head;
	struct table_node *const *buckets;
	uint64_t bucket_count;
	uint64_t shift;
	uint64_t bucket;

	if (!table)
		return;
	check(walk, table, sizeof(*table));
	buckets = table->buckets;
	bucket_count = table->bucket_count;
	shift = table->shift;
	if (shift < 1 || shift > 63 || bucket_count != UINT64_C(1) << (64 - shift))
		damaged(walk, table, "the number of buckets does not fit the shift");
	for (bucket = 0; bucket < bucket_count; bucket++) {
		const struct table_node *node;

		check(walk, &buckets[bucket], sizeof(buckets[bucket]));
		for (node = buckets[bucket]; node; node = node->next) {
			check(walk, node, sizeof(*node));
			if (node->key * UINT64_C(0x9e3779b97f4a7c15) >> shift != bucket)
				damaged(walk, node, "the key belongs to another bucket");
			add(walk, node->key, node->value);
			check_steps(walk, node, sizeof(*node), walk->count);
		}
	}
	if (walk->count != table->entries)
		damaged(walk, table, "there are more or fewer nodes than entries");
}

/* What a walk through the tree has seen of a node: nothing, the left subtree, or both. */
enum tree_step { DOWN, LEFT_DONE, RIGHT_DONE };

/* Keeps the rules of a red-black tree during a walk. */
struct tree_rules {
	uint64_t blacks;      /* black nodes from the root to here */
	uint64_t leaf_blacks; /* of the first path that ended, 0 before */
	uint64_t last_key;
};

static void check_tree_node(const struct walk *walk, const struct tree_node *node, const struct tree_node *parent)
{
	check(walk, node, sizeof(*node));
	if (node->parent != parent)
		damaged(walk, node, "parent is not the node above");
	if (node->red > 1)
		damaged(walk, node, "neither red nor black");
	if (node->red && (!parent || parent->red))
		damaged(walk, node, "a red root, or a red node below a red node");
}

static void check_tree_end(const struct walk *walk, const struct tree_node *node, struct tree_rules *rules)
{
	if (!rules->leaf_blacks)
		rules->leaf_blacks = rules->blacks;
	if (rules->blacks != rules->leaf_blacks)
		damaged(walk, node, "paths with different numbers of black nodes");
}

static void visit_tree_node(struct walk *walk, const struct tree_node *node, struct tree_rules *rules)
{
	if (walk->count && node->key <= rules->last_key)
		damaged(walk, node, "keys do not ascend");
	rules->last_key = node->key;
	add(walk, node->key, node->value);
}

static void walk_tree(struct walk *walk, const void *head)
{
	const struct tree *tree = head;
	const struct tree_node *parent = NULL;
	const struct tree_node *node;
	struct tree_rules rules = {0, 0, 0};
	enum tree_step step = DOWN;
	uint64_t steps = 0;

	if (!tree)
		return;
	check(walk, tree, sizeof(*tree));
	node = tree->root;
	while (node) {
		const struct tree_node *child = NULL;

		/* Three steps a node. */
		check_steps(walk, node, sizeof(*node), steps++ / 3);
		switch (step) {
		case DOWN:
			check_tree_node(walk, node, parent);
			rules.blacks += !node->red;
			child = node->child[0];
			break;
		case LEFT_DONE:
			visit_tree_node(walk, node, &rules);
			child = node->child[1];
			break;
		case RIGHT_DONE:
			rules.blacks -= !node->red;
			parent = node->parent;
			if (parent) {
				check(walk, parent, sizeof(*parent));
				step = parent->child[1] == node ? RIGHT_DONE : LEFT_DONE;
			}
			node = parent;
			continue;
		}
		if (child) {
			parent = node;
			node = child;
			step = DOWN;
		} else {
			check_tree_end(walk, node, &rules);
			step = step == DOWN ? LEFT_DONE : RIGHT_DONE;
		}
	}
	if (walk->count != tree->count)
		damaged(walk, tree, "there are more or fewer nodes than count says");
}

static void walk_leaf(struct walk *walk, const struct array_leaf *leaf, uint64_t index)
{
	uint64_t i;

	check(walk, leaf, sizeof(*leaf));
	for (i = 0; i < FANOUT; i++) {
		if (leaf->slot[i])
			add(walk, index + i, leaf->slot[i]);
	}
}

static void walk_array(struct walk *walk, const void *head)
{
	const struct array_root *root = head;
	uint64_t m;
	uint64_t l;

	if (!root)
		return;
	check(walk, root, sizeof(*root));
	for (m = 0; m < FANOUT; m++) {
		const struct array_middle *middle = root->middle[m];

		if (!middle)
			continue;
		check(walk, middle, sizeof(*middle));
		for (l = 0; l < FANOUT; l++) {
			const struct array_leaf *leaf = middle->leaf[l];

			if (leaf)
				walk_leaf(walk, leaf, (m * FANOUT + l) * FANOUT);
		}
	}
}

static const struct {
	const char *name;
	void (*walk)(struct walk *walk, const void *head);
} structures[] = {
	{"linked_list", walk_list},
	{"hash_table", walk_table},
	{"red_black_tree", walk_tree},
	{"sparse_array", walk_array},
};

static void usage(void)
{
	fprintf(stderr, "usage: walk DIRECTORY (ARENA STRUCTURE HEAD)...\n"
			"STRUCTURE is linked_list, hash_table, red_black_tree or sparse_array; HEAD is hexadecimal\n");
	exit(2);
}

static void walk_one(const char *directory, const char *arena_name, const char *structure, const char *head_text)
{
	struct bpf_arena arena;
	struct walk walk = {&arena, structure, 0, 0, 0xcbf29ce484222325u};
	char error[BPF_ARENA_ERROR_LENGTH];
	char *end;
	uint64_t head = strtoull(head_text, &end, 16);
	size_t i = 0;

	while (i < sizeof(structures) / sizeof(structures[0]) && strcmp(structures[i].name, structure) != 0)
		i++;
	if (i == sizeof(structures) / sizeof(structures[0]) || end == head_text || *end)
		usage();
	if (bpf_arena_attach(&arena, directory, arena_name, BPF_ARENA_READ_ONLY, error)) {
		fprintf(stderr, "walk: %s\n", error);
		exit(1);
	}
	structures[i].walk(&walk, (const void *)(uintptr_t)head);
	bpf_arena_detach(&arena);
	printf("structure=%s\ncount=%" PRIu64 "\nsum=0x%016" PRIx64 "\nhash=0x%016" PRIx64 "\n", structure, walk.count,
	       walk.sum, walk.hash);
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 5 || (argc - 2) % 3)
		usage();
	for (i = 2; i < argc; i += 3)
		walk_one(argv[1], argv[i], argv[i + 1], argv[i + 2]);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "walk: cannot write to standard output\n");
		return 1;
	}
	return 0;
}
