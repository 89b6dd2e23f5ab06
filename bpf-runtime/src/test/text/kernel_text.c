// Prints what the kernel makes of instructions: reads one in hex per line, writes "hex | text" for those of which the
// verifier prints a text before it accepts or refuses them. Exit status 1 if this kernel loads no programs of ours, or
// does not print whole programs (before 6.17).
//
// Each instruction is put into a program of its own:
//
//   0..4   if r1 == 7 goto 6..10      so that the verifier can reach all that a jump might go over
//   5      the instruction            jumps from here go back to 0 or on to 11 at most
//   6..10  r0 = 0
//   11     exit
#define _GNU_SOURCE
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BEFORE = 5, AFTER = 5, LOG_SIZE = 1 << 16 };

static char log_text[LOG_SIZE];

// The program's text is in log_text afterwards. Whether the kernel accepts it does not matter.
static bool load(const struct bpf_insn *instructions, unsigned int count) {
    union bpf_attr attr = {
        .prog_type = BPF_PROG_TYPE_SYSCALL,
        .prog_flags = 1U << 4, // BPF_F_SLEEPABLE
        .insn_cnt = count,
        .insns = (uintptr_t) instructions,
        .license = (uintptr_t) "GPL",
        .log_level = 2,
        .log_size = LOG_SIZE,
        .log_buf = (uintptr_t) log_text,
    };
    log_text[0] = 0;
    const long fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
    if (fd >= 0) {
        close((int) fd);
    }
    return log_text[0] != 0;
}

// The line that starts with a slot's number; the instruction is what starts with its opcode in brackets.
static bool find(unsigned int slot, char *text, size_t size) {
    char *rest = strstr(log_text, "Live regs before insn:\n");
    if (rest == NULL) {
        return false;
    }
    rest = strchr(rest, '\n') + 1;
    for (char *line = strtok(rest, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        unsigned int number;
        const char *start = strchr(line, '(');
        if (start != NULL && sscanf(line, " %u:", &number) == 1 && number == slot) {
            snprintf(text, size, "%s", start);
            return true;
        }
    }
    return false;
}

static bool text_of(const struct bpf_insn *instruction, unsigned int slots, char *text, size_t size) {
    struct bpf_insn program[BEFORE + 2 + AFTER + 1];
    unsigned int count = 0;
    for (int i = 0; i < BEFORE; i++) {
        // From slot i to the filler i after the instruction.
        program[count++] = (struct bpf_insn) {
            .code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = 1, .imm = 7, .off = BEFORE + (int) slots - 1};
    }
    memcpy(program + count, instruction, slots * sizeof *instruction);
    count += slots;
    for (int i = 0; i < AFTER; i++) {
        program[count++] = (struct bpf_insn) {.code = BPF_ALU64 | BPF_MOV | BPF_K};
    }
    program[count++] = (struct bpf_insn) {.code = BPF_JMP | BPF_EXIT};
    return load(program, count) && find(BEFORE, text, size);
}

int main(void) {
    char line[256];
    char text[256];
    const struct bpf_insn exit_alone[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
    if (!load(exit_alone, 2) || !find(1, text, sizeof text)) {
        fprintf(stderr, "kernel_text: this kernel prints no programs of ours\n");
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct bpf_insn instruction[2] = {0};
        unsigned char *bytes = (unsigned char *) instruction;
        unsigned int length = 0;
        line[strcspn(line, "\n")] = 0;
        for (char *rest = line; *rest != 0 && length < sizeof instruction; length++) {
            bytes[length] = (unsigned char) strtoul(rest, &rest, 16);
        }
        if (text_of(instruction, length / sizeof *instruction, text, sizeof text)) {
            printf("%s | %s\n", line, text);
        }
    }
    return 0;
}
