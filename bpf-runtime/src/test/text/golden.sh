#!/bin/sh
# Makes the golden files of the disassembler, or compares the committed ones with what the tools print now.
#
#   golden.sh          makes all that the tools of this machine can make
#   golden.sh check    exit status 1 if a committed file differs; skips, with a line that says so, what cannot be made here
#
# Needs llvm-mc and llvm-objdump of LLVM 19; others are named by LLVM_MC and LLVM_OBJDUMP. What the kernel prints needs cc
# and the right to load programs into a kernel of the version below.
#
# --mcpu=v4: without it LLVM 19 takes 32-bit atomics for what they are not; from LLVM 20 on it is the default.
set -eu

llvm_mc=${LLVM_MC:-llvm-mc-19}
llvm_objdump=${LLVM_OBJDUMP:-llvm-objdump-19}
cd "$(dirname "$0")"
instructions=../resources/instructions
examples=../../../../examples/src

kernel=6.18

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Sections of an object; what comes before is the file's name.
disassemble() {
    "$llvm_objdump" -d --no-show-raw-insn --mcpu=v4 "$1" | sed -n '/^Disassembly of section/,$p'
}

# All objects of a directory into another.
objects() {
    mkdir -p "$2"
    for object in "$1"/*.bpf.o; do
        disassemble "$object" >"$2/$(basename "$object" .bpf.o).txt"
    done
}

# Each instruction in a section of its own, so that one that is not known does not change how the next is read.
llvm_text() {
    number=0
    while read -r hex; do
        number=$((number + 1))
        printf '.section .i%d,"ax",@progbits\n.byte 0x%s\n' "$number" "$(printf '%s' "$hex" | sed 's/ /,0x/g')"
    done <$instructions/instructions.hex >"$work/all.s"
    "$llvm_mc" -triple bpfel -filetype=obj -o "$work/all.o" "$work/all.s"
    "$llvm_objdump" -d -z --no-show-raw-insn --mcpu=v4 "$work/all.o" |
        sed -nE 's/^ +0:\t(.*)$/\1/p' | sed -E 's/ <\.i[0-9]+[^>]*>$//' |
        paste -d '|' $instructions/instructions.hex - | sed 's/|/ | /'
}

kernel_text() {
    [ "$(uname -r | cut -d. -f1,2)" = $kernel ] && "${CC:-cc}" -Wall -Wextra -Werror -O1 -o "$work/kernel_text" kernel_text.c 2>/dev/null &&
        "$work/kernel_text" <$instructions/instructions.hex
}

make_all() { # directory of the instructions, of the test objects, of the examples
    mkdir -p "$1"
    llvm_text >"$1/llvm.txt"
    objects ../resources/objects "$2"
    objects ../resources/objects/kernel/v4 "$2/kernel"
    rm "$2/kernel/arena_order.txt" # LLVM 19 takes load_acquire and store_release for what they are not
    objects $examples/main/resources/bpf "$3"
}

case ${1:-make} in
make)
    make_all $instructions ../resources/disassembly $examples/test/resources/disassembly
    if kernel_text >"$work/kernel.txt"; then
        cp "$work/kernel.txt" $instructions/kernel.txt
    else
        echo "golden files: kernel.txt stays as it is, there is no kernel $kernel that loads programs of ours"
    fi
    ;;
check)
    status=0
    if command -v "$llvm_mc" >/dev/null && command -v "$llvm_objdump" >/dev/null; then
        make_all "$work/instructions" "$work/runtime" "$work/examples"
        cmp "$work/instructions/llvm.txt" $instructions/llvm.txt || status=1
        diff -r "$work/runtime" ../resources/disassembly || status=1
        diff -r "$work/examples" $examples/test/resources/disassembly || status=1
        [ $status -ne 0 ] || echo "golden files: all are what $llvm_objdump prints"
    else
        echo "golden files: not compared with LLVM's, there is no $llvm_mc and $llvm_objdump (skipped)"
    fi
    if kernel_text >"$work/kernel.txt" 2>/dev/null; then
        if cmp "$work/kernel.txt" $instructions/kernel.txt; then
            echo "golden files: kernel.txt is what this kernel prints"
        else
            status=1
        fi
    else
        echo "golden files: not compared with the kernel's, it is not $kernel or loads no programs of ours (skipped)"
    fi
    if [ $status -ne 0 ]; then
        echo "golden files: they differ; run $0 and commit the result if the tools are right" >&2
    fi
    exit $status
    ;;
*)
    echo "usage: $0 [make|check]" >&2
    exit 2
    ;;
esac
