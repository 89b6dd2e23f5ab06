// Does with an object of src/test/bpf/kernel what a file of src/test/resources/runs says, on the kernel that this runs
// on, and prints the file with the results of that. RecordedRuns.java tells the commands.
//
//   record_runs OBJECT FILE CAPTURES    CAPTURES is the directory of the packets; an object in a directory v1 or v2
//                                       has no programs of lines that start with v3
//
// Needs libbpf 1.5 or later, which loads globals in the arena and exception callbacks, and the right to load programs:
//
//   cc -o record_runs record_runs.c -lbpf -lelf -lz
//
// All versions of an object give the same results on Linux 6.18; those of v4 are what is committed.
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTEXT = 8, WORDS = 16, LINE = 4096, PACKET = 64, TRIES = 1000, PAUSE_MICROSECONDS = 10000 };

static struct bpf_object *object;
static const char *captures;

static _Noreturn void give_up(const char *why, const char *what) {
    fprintf(stderr, "record_runs: %s: %s\n", why, what);
    exit(1);
}

static int program(const char *name) {
    const struct bpf_program *found = bpf_object__find_program_by_name(object, name);
    if (!found) {
        give_up("no such program", name);
    }
    return bpf_program__fd(found);
}

static int map(const char *name) {
    const int found = bpf_object__find_map_fd_by_name(object, name);
    if (found < 0) {
        give_up("no such map", name);
    }
    return found;
}

static uint64_t number(const char *word) {
    return strtoull(word, NULL, 0);
}

static int run(const char *name, char **numbers, uint64_t *context) {
    memset(context, 0, CONTEXT * sizeof *context);
    for (int i = 0; i < CONTEXT && numbers[i]; i++) {
        context[i] = number(numbers[i]);
    }
    LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = context, .ctx_size_in = CONTEXT * sizeof *context);
    if (bpf_prog_test_run_opts(program(name), &options) < 0) {
        give_up("cannot run", name);
    }
    return (int) options.retval;
}

static void print(int answer, const uint64_t *context) {
    printf(" = %d |", answer);
    for (int i = 0; i < CONTEXT; i++) {
        printf(" %llx", (unsigned long long) context[i]);
    }
}

static int run_over(const char *name, const void *packet, size_t size) {
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = (uint32_t) size);
    if (bpf_prog_test_run_opts(program(name), &options) < 0) {
        give_up("cannot run over a packet", name);
    }
    return (int) options.retval;
}

static void run_over_capture(const char *name, const char *file) {
    char path[LINE];
    snprintf(path, sizeof path, "%s/%s", captures, file);
    FILE *capture = fopen(path, "r");
    if (!capture) {
        give_up("cannot open", path);
    }
    static unsigned char packet[1 << 16];
    uint32_t header[4]; // seconds, microseconds, size here, size on the wire
    if (fread(packet, 24, 1, capture) != 1) {
        give_up("no header", path);
    }
    printf(" = ");
    while (fread(header, sizeof header, 1, capture) == 1) {
        if (header[2] > sizeof packet || fread(packet, header[2], 1, capture) != 1) {
            give_up("no whole packet", path);
        }
        printf("%d", run_over(name, packet, header[2]));
    }
    fclose(capture);
}

static int print_record(void *context, void *data, size_t size) {
    const struct { uint32_t sender, number; uint64_t square, count; } *event = data;
    (void) context;
    if (size != sizeof *event) {
        give_up("not an event", "record");
    }
    printf(" %u/%u/%llu/%llu", event->sender, event->number, (unsigned long long) event->square,
           (unsigned long long) event->count);
    return 0;
}

static void consume(const char *name) {
    struct ring_buffer *ring = ring_buffer__new(map(name), print_record, NULL, NULL);
    printf(" =");
    if (!ring || ring_buffer__consume(ring) < 0) {
        give_up("cannot consume", name);
    }
    ring_buffer__free(ring);
}

static void submit(const char *name, uint64_t first, uint64_t second) {
    struct user_ring_buffer *ring = user_ring_buffer__new(map(name), NULL);
    uint64_t *record = ring ? user_ring_buffer__reserve(ring, 2 * sizeof *record) : NULL;
    if (!record) {
        give_up("cannot submit", name);
    }
    record[0] = first;
    record[1] = second;
    user_ring_buffer__submit(ring, record);
    user_ring_buffer__free(ring);
}

static void await(char **words) {
    const unsigned long index = strtoul(words[2], NULL, 0);
    const uint64_t wanted = number(words[3]);
    uint64_t context[CONTEXT];
    int answer = 0;
    for (int i = 0; i < TRIES; i++) {
        answer = run(words[1], words + 4, context);
        if (index < CONTEXT && context[index] == wanted) {
            print(answer, context);
            return;
        }
        usleep(PAUSE_MICROSECONDS);
    }
    give_up("waited in vain for", words[1]);
}

static void obey(char **words) {
    static const unsigned char zeros[PACKET];
    const char *command = words[0];
    const uint32_t key = words[1] && words[2] ? (uint32_t) number(words[2]) : 0;
    if (!strcmp(command, "run")) {
        uint64_t context[CONTEXT];
        const int answer = run(words[1], words + 2, context);
        print(answer, context);
    } else if (!strcmp(command, "await")) {
        await(words);
    } else if (!strcmp(command, "packet")) {
        printf(" = %d", run_over(words[1], zeros, sizeof zeros));
    } else if (!strcmp(command, "packets")) {
        run_over_capture(words[2], words[1]);
    } else if (!strcmp(command, "put") || !strcmp(command, "inner")) {
        const int value = !strcmp(command, "put") ? program(words[3]) : map(words[3]);
        printf(" = %d", bpf_map_update_elem(map(words[1]), &key, &value, BPF_ANY));
    } else if (!strcmp(command, "delete")) {
        printf(" = %d", bpf_map_delete_elem(map(words[1]), &key));
    } else if (!strcmp(command, "submit")) {
        submit(words[1], number(words[2]), number(words[3]));
        printf(" = 0");
    } else if (!strcmp(command, "consume")) {
        consume(words[1]);
    } else {
        give_up("no such command", command);
    }
}

// A line up to its result, with the result of today.
static void repeat(char *line, bool newer) {
    char *end = strstr(line, " =");
    char *words[WORDS + 1] = {NULL};
    int count = 0;
    if (end) {
        *end = 0;
    }
    printf("%s", line);
    for (char *word = strtok(line, " "); word && count < WORDS; word = strtok(NULL, " ")) {
        if (count != 0 || strcmp(word, "v3") != 0) {
            words[count++] = word;
        } else if (!newer) {
            printf(" %s", end ? end + 1 : "");
            return;
        }
    }
    obey(words);
}

int main(int count, char **arguments) {
    if (count != 4) {
        give_up("usage", "record_runs OBJECT FILE CAPTURES");
    }
    captures = arguments[3];
    object = bpf_object__open(arguments[1]);
    if (!object || bpf_object__load(object) < 0) {
        give_up("cannot load", arguments[1]);
    }
    const bool newer = !strstr(arguments[1], "/v1/") && !strstr(arguments[1], "/v2/");
    FILE *runs = fopen(arguments[2], "r");
    if (!runs) {
        give_up("cannot open", arguments[2]);
    }
    char line[LINE];
    while (fgets(line, sizeof line, runs)) {
        line[strcspn(line, "\n")] = 0;
        if (*line == '#' || !*line) {
            printf("%s", line);
        } else {
            repeat(line, newer);
        }
        putchar('\n');
    }
    fclose(runs);
    bpf_object__close(object);
    return 0;
}
