/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bpf_arena_client.h - maps an arena of a broker into a C program, so that it follows the pointers in it.
 *
 *	struct bpf_arena arena;
 *	char error[BPF_ARENA_ERROR_LENGTH];
 *
 *	if (bpf_arena_attach(&arena, directory, "list_arena", BPF_ARENA_READ_ONLY, error)) {
 *		fprintf(stderr, "%s\n", error);
 *		return 1;
 *	}
 *	const struct list_node *node = (const struct list_node *)(uintptr_t)head;
 *	if (bpf_arena_is_present(&arena, head, sizeof(*node)))
 *		printf("%lu\n", node->value);
 *	bpf_arena_detach(&arena);
 *
 * Two files make an arena, <dir>/arenas/<name>/pages and table. The first is mapped, shared, at the arena's own
 * address, the same in every process; the second says which of its pages are there.
 *
 * Ask bpf_arena_is_present() before a load or a store: a touch of a page that is not there is no error, but it takes
 * memory in the file behind the broker's back. A page can vanish between the question and the load, when a program
 * frees it; the load then reads 0. This header has no control channel: it cannot ask for a page that is missing.
 *
 * What lies in the arena was written by programs and other clients: check a pointer before following it, and bound
 * every loop.
 *
 * Functions are static, and may be called by any thread. C11 with GNU attributes; Linux, 64 bits, little-endian.
 */
#ifndef BPF_ARENA_CLIENT_H
#define BPF_ARENA_CLIENT_H

/* For mmap's flags under -std=c11; it has an effect only before the first system header. */
#if !defined(_DEFAULT_SOURCE) && !defined(_GNU_SOURCE)
#define _DEFAULT_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#error "include bpf_arena_client.h before system headers, or compile with -D_DEFAULT_SOURCE"
#endif
/* Since Linux 4.17; an older kernel takes the address as a hint, which is why the result is compared. */
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

_Static_assert(sizeof(void *) == 8, "an arena's pointers have 64 bits");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "an arena's numbers are little-endian");

/*
 * The file `table`: this header, then from the presence offset on one byte a page, 1 if the page is there. Constants
 * and layout are those of the class ArenaTableDescriptor; a test compares them.
 */
#define BPF_ARENA_TABLE_MAGIC 0x414e455241465042ULL /* "BPFARENA" in the file */
#define BPF_ARENA_TABLE_VERSION 1
#define BPF_ARENA_TABLE_HEADER_LENGTH 4096
#define BPF_ARENA_TABLE_PAGE_LENGTH 4096
#define BPF_ARENA_TABLE_NAME_LENGTH 128
#define BPF_ARENA_TABLE_MAX_PAGE_COUNT 1048576
#define BPF_ARENA_TABLE_STATE_OPEN 1
#define BPF_ARENA_TABLE_STATE_CLOSED 2
#define BPF_ARENA_TABLE_FLAG_SEGV_ON_FAULT (1 << 17)
#define BPF_ARENA_TABLE_FLAG_NO_USER_CONV (1 << 18)

#define BPF_ARENA_TABLE_MAGIC_OFFSET 0
#define BPF_ARENA_TABLE_VERSION_OFFSET 8
#define BPF_ARENA_TABLE_HEADER_LENGTH_OFFSET 12
#define BPF_ARENA_TABLE_ARENA_ID_OFFSET 16
#define BPF_ARENA_TABLE_FLAGS_OFFSET 20
#define BPF_ARENA_TABLE_BASE_ADDRESS_OFFSET 24
#define BPF_ARENA_TABLE_PAGE_COUNT_OFFSET 32
#define BPF_ARENA_TABLE_PAGE_LENGTH_OFFSET 36
#define BPF_ARENA_TABLE_PRESENCE_OFFSET_OFFSET 40
#define BPF_ARENA_TABLE_EPOCH_OFFSET 48
#define BPF_ARENA_TABLE_STATE_OFFSET 56
#define BPF_ARENA_TABLE_NAME_OFFSET 64

struct bpf_arena_table {
	uint64_t magic; /* written last: who sees it sees a complete header */
	uint32_t version;
	uint32_t header_length;
	uint32_t arena_id;
	uint32_t flags;
	uint64_t base_address;
	uint32_t page_count;
	uint32_t page_length;
	uint64_t presence_offset; /* 4096 + page number of the base address within its 16 MiB */
	uint64_t epoch;           /* number of the broker's run that serves it */
	uint32_t state;
	uint32_t reserved;
	char name[BPF_ARENA_TABLE_NAME_LENGTH];
};

#define BPF_ARENA_ASSERT_OFFSET(member, offset) \
	_Static_assert(offsetof(struct bpf_arena_table, member) == (offset), "offset of " #member)
BPF_ARENA_ASSERT_OFFSET(magic, BPF_ARENA_TABLE_MAGIC_OFFSET);
BPF_ARENA_ASSERT_OFFSET(version, BPF_ARENA_TABLE_VERSION_OFFSET);
BPF_ARENA_ASSERT_OFFSET(header_length, BPF_ARENA_TABLE_HEADER_LENGTH_OFFSET);
BPF_ARENA_ASSERT_OFFSET(arena_id, BPF_ARENA_TABLE_ARENA_ID_OFFSET);
BPF_ARENA_ASSERT_OFFSET(flags, BPF_ARENA_TABLE_FLAGS_OFFSET);
BPF_ARENA_ASSERT_OFFSET(base_address, BPF_ARENA_TABLE_BASE_ADDRESS_OFFSET);
BPF_ARENA_ASSERT_OFFSET(page_count, BPF_ARENA_TABLE_PAGE_COUNT_OFFSET);
BPF_ARENA_ASSERT_OFFSET(page_length, BPF_ARENA_TABLE_PAGE_LENGTH_OFFSET);
BPF_ARENA_ASSERT_OFFSET(presence_offset, BPF_ARENA_TABLE_PRESENCE_OFFSET_OFFSET);
BPF_ARENA_ASSERT_OFFSET(epoch, BPF_ARENA_TABLE_EPOCH_OFFSET);
BPF_ARENA_ASSERT_OFFSET(state, BPF_ARENA_TABLE_STATE_OFFSET);
BPF_ARENA_ASSERT_OFFSET(name, BPF_ARENA_TABLE_NAME_OFFSET);

/* Bytes of a buffer for an error's text. */
#define BPF_ARENA_ERROR_LENGTH 512

enum bpf_arena_access {
	BPF_ARENA_READ_ONLY,
	BPF_ARENA_READ_WRITE,
};

/* An arena that is mapped; all zeros when it is not. */
struct bpf_arena {
	uint64_t base;   /* address of page 0, here and in every process */
	uint64_t length; /* bytes */
	uint32_t page_count;
	uint32_t flags;          /* BPF_ARENA_TABLE_FLAG_ */
	const uint8_t *presence; /* page 0's byte, in the mapped table */
	const struct bpf_arena_table *table;
	uint64_t table_length; /* bytes */
};

/* Writes the text of an error; returns -number. */
__attribute__((format(printf, 3, 4))) static inline int bpf_arena_fail(char *error, int number, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, BPF_ARENA_ERROR_LENGTH, format, arguments);
	va_end(arguments);
	return -number;
}

/* Whether a text can be an arena's name: letters, digits and . _ - with no dot in front, 127 bytes at most. */
static inline bool bpf_arena_is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t length = strlen(text);

	return length > 0 && length < BPF_ARENA_TABLE_NAME_LENGTH && text[0] != '.' && strspn(text, allowed) == length;
}

/* Opens one of an arena's files and tells its length; returns a descriptor or a negative error number. */
static inline int bpf_arena_open(const char *path, int flags, uint64_t *length, char *error)
{
	struct stat status;
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return bpf_arena_fail(error, errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &status)) {
		int number = errno;

		close(fd);
		return bpf_arena_fail(error, number, "cannot stat %s: %s", path, strerror(number));
	}
	*length = (uint64_t)status.st_size;
	return fd;
}

/* Whether what a header says can be true; `length` is the file's. 0, or a negative error number and its text. */
static inline int bpf_arena_check_table(const struct bpf_arena_table *table, uint64_t length, const char *path,
					const char *name, char *error)
{
	uint64_t last;

	if (table->magic != BPF_ARENA_TABLE_MAGIC)
		return bpf_arena_fail(error, EPROTO, "%s: magic 0x%llx, expected 0x%llx", path,
				      (unsigned long long)table->magic, BPF_ARENA_TABLE_MAGIC);
	if (table->version != BPF_ARENA_TABLE_VERSION)
		return bpf_arena_fail(error, EPROTO, "%s: version %u, expected %d", path, table->version,
				      BPF_ARENA_TABLE_VERSION);
	if (table->header_length != BPF_ARENA_TABLE_HEADER_LENGTH)
		return bpf_arena_fail(error, EPROTO, "%s: header length %u, expected %d", path, table->header_length,
				      BPF_ARENA_TABLE_HEADER_LENGTH);
	if (table->page_length != BPF_ARENA_TABLE_PAGE_LENGTH)
		return bpf_arena_fail(error, EPROTO, "%s: page length %u, expected %d", path, table->page_length,
				      BPF_ARENA_TABLE_PAGE_LENGTH);
	if (table->page_count < 1 || table->page_count > BPF_ARENA_TABLE_MAX_PAGE_COUNT)
		return bpf_arena_fail(error, EPROTO, "%s: page count %u, expected 1 to %d", path, table->page_count,
				      BPF_ARENA_TABLE_MAX_PAGE_COUNT);
	last = table->base_address + (uint64_t)table->page_count * BPF_ARENA_TABLE_PAGE_LENGTH - 1;
	if (table->base_address == 0 || table->base_address % BPF_ARENA_TABLE_PAGE_LENGTH != 0 || last >> 47 != 0 ||
	    last >> 32 != table->base_address >> 32)
		return bpf_arena_fail(error, EPROTO,
				      "%s: base address 0x%llx for %u pages: it must be page-aligned, in the lower "
				      "half of the address space, and not cross a 4 GiB boundary",
				      path, (unsigned long long)table->base_address, table->page_count);
	if (table->presence_offset != BPF_ARENA_TABLE_HEADER_LENGTH + (table->base_address >> 12 & 0xfff))
		return bpf_arena_fail(error, EPROTO, "%s: presence offset %llu does not fit base address 0x%llx", path,
				      (unsigned long long)table->presence_offset,
				      (unsigned long long)table->base_address);
	if (length < table->presence_offset + table->page_count)
		return bpf_arena_fail(error, EPROTO, "%s: %llu bytes, too short for %u pages", path,
				      (unsigned long long)length, table->page_count);
	if (strncmp(table->name, name, BPF_ARENA_TABLE_NAME_LENGTH) != 0)
		return bpf_arena_fail(error, EPROTO, "%s: is of arena '%.*s'", path, BPF_ARENA_TABLE_NAME_LENGTH,
				      table->name);
	if (table->state != BPF_ARENA_TABLE_STATE_OPEN)
		return bpf_arena_fail(error, ESTALE, "%s: the arena has been closed (state %u)", path, table->state);
	return 0;
}

/* Maps a table read-only and checks it; fills in all of `arena`, whose pages are not mapped yet. */
static inline int bpf_arena_map_table(struct bpf_arena *arena, const char *path, const char *name, char *error)
{
	struct bpf_arena_table header;
	uint64_t length = 0;
	void *mapped;
	int result;
	int fd = bpf_arena_open(path, O_RDONLY, &length, error);

	if (fd < 0)
		return fd;
	if (length < BPF_ARENA_TABLE_HEADER_LENGTH) {
		close(fd);
		return bpf_arena_fail(error, EPROTO, "%s: %llu bytes, shorter than its header of %d", path,
				      (unsigned long long)length, BPF_ARENA_TABLE_HEADER_LENGTH);
	}
	mapped = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED) {
		result = bpf_arena_fail(error, errno, "cannot map %s: %s", path, strerror(errno));
		close(fd);
		return result;
	}
	close(fd);
	/* What is checked is a copy, which cannot change afterwards. */
	arena->table = mapped;
	header.magic = __atomic_load_n(&arena->table->magic, __ATOMIC_ACQUIRE);
	memcpy((char *)&header + sizeof(header.magic), (const char *)mapped + sizeof(header.magic),
	       sizeof(header) - sizeof(header.magic));
	result = bpf_arena_check_table(&header, length, path, name, error);
	if (result) {
		munmap(mapped, length);
		return result;
	}
	arena->table_length = length;
	arena->base = header.base_address;
	arena->page_count = header.page_count;
	arena->length = (uint64_t)header.page_count * BPF_ARENA_TABLE_PAGE_LENGTH;
	arena->flags = header.flags;
	arena->presence = (const uint8_t *)mapped + header.presence_offset;
	return 0;
}

/* The line of /proc/self/maps that shares a byte with the range, without its end of line; empty if there is none. */
static inline void bpf_arena_find_mapping(uint64_t base, uint64_t length, char *line, size_t line_length)
{
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps && fgets(line, (int)line_length, maps)) {
		unsigned long long start;
		unsigned long long end;

		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%llx-%llx", &start, &end) == 2 && start < base + length && base < end) {
			fclose(maps);
			return;
		}
	}
	if (maps)
		fclose(maps);
	line[0] = 0;
}

/* Maps the pages at the arena's address, which must be free in this process. */
static inline int bpf_arena_map_pages(const struct bpf_arena *arena, const char *path, enum bpf_arena_access access,
				      char *error)
{
	bool writable = access == BPF_ARENA_READ_WRITE;
	void *wanted = (void *)(uintptr_t)arena->base;
	char taken_by[BPF_ARENA_ERROR_LENGTH / 2];
	uint64_t length = 0;
	void *mapped;
	int number;
	int fd = bpf_arena_open(path, writable ? O_RDWR : O_RDONLY, &length, error);

	if (fd < 0)
		return fd;
	if (length < arena->length) {
		close(fd);
		return bpf_arena_fail(error, EPROTO, "%s: %llu bytes, too short for %u pages", path,
				      (unsigned long long)length, arena->page_count);
	}
	mapped = mmap(wanted, arena->length, writable ? PROT_READ | PROT_WRITE : PROT_READ,
		      MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, 0);
	number = errno;
	close(fd);
	if (mapped == wanted)
		return 0;
	if (mapped != MAP_FAILED) {
		munmap(mapped, arena->length);
		number = EEXIST;
	}
	if (number != EEXIST)
		return bpf_arena_fail(error, number, "cannot map %s at 0x%llx: %s", path,
				      (unsigned long long)arena->base, strerror(number));
	bpf_arena_find_mapping(arena->base, arena->length, taken_by, sizeof(taken_by));
	return bpf_arena_fail(error, EEXIST, "cannot map %s at 0x%llx: in use by %s", path,
			      (unsigned long long)arena->base, taken_by[0] ? taken_by : "another mapping");
}

/*
 * Maps an arena.
 * @arena: filled in; all zeros after a failure.
 * @directory: the broker's.
 * @name: the arena's.
 * @error: BPF_ARENA_ERROR_LENGTH bytes, for the text of a failure.
 * Returns 0, or a negative error number: -EINVAL no name for an arena, -ENOENT no such arena, -EPROTO a file that is
 * not what it should be, -ESTALE an arena that was closed, -EEXIST its address is in use in this process.
 */
static inline int bpf_arena_attach(struct bpf_arena *arena, const char *directory, const char *name,
				   enum bpf_arena_access access, char *error)
{
	char path[4096];
	int result;

	memset(arena, 0, sizeof(*arena));
	if (!bpf_arena_is_name(name))
		return bpf_arena_fail(error, EINVAL, "not a name for an arena: %s", name);
	if (snprintf(path, sizeof(path), "%s/arenas/%s/table", directory, name) >= (int)sizeof(path))
		return bpf_arena_fail(error, ENAMETOOLONG, "directory name too long: %.64s...", directory);
	result = bpf_arena_map_table(arena, path, name, error);
	if (!result) {
		/* As long as the path that has been checked. */
		memcpy(path + strlen(path) - strlen("table"), "pages", strlen("pages"));
		result = bpf_arena_map_pages(arena, path, access, error);
		if (result)
			munmap((void *)(uintptr_t)arena->table, arena->table_length);
	}
	if (result)
		memset(arena, 0, sizeof(*arena));
	return result;
}

/* Unmaps; nothing may use the arena's memory any more. A second call does nothing. */
static inline void bpf_arena_detach(struct bpf_arena *arena)
{
	if (!arena->table)
		return;
	munmap((void *)(uintptr_t)arena->base, arena->length);
	munmap((void *)(uintptr_t)arena->table, arena->table_length);
	memset(arena, 0, sizeof(*arena));
}

/* Whether the `length` > 0 bytes from an address on lie within the arena. */
static inline bool bpf_arena_contains(const struct bpf_arena *arena, uint64_t address, uint64_t length)
{
	uint64_t offset = address - arena->base;

	return address >= arena->base && offset < arena->length && length <= arena->length - offset;
}

/* Whether the `length` > 0 bytes from an address on lie within the arena, in pages that are there. */
static inline bool bpf_arena_is_present(const struct bpf_arena *arena, uint64_t address, uint64_t length)
{
	uint64_t page;

	if (!bpf_arena_contains(arena, address, length))
		return false;
	for (page = (address - arena->base) / BPF_ARENA_TABLE_PAGE_LENGTH;
	     page <= (address - arena->base + length - 1) / BPF_ARENA_TABLE_PAGE_LENGTH; page++) {
		if (!__atomic_load_n(&arena->presence[page], __ATOMIC_ACQUIRE))
			return false;
	}
	return true;
}

/* Whether the broker still serves the arena. */
static inline bool bpf_arena_is_open(const struct bpf_arena *arena)
{
	return __atomic_load_n(&arena->table->state, __ATOMIC_ACQUIRE) == BPF_ARENA_TABLE_STATE_OPEN;
}

#endif
