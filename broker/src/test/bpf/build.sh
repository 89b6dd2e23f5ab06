#!/bin/sh
# Compiles the BPF C sources of this directory into ../resources/bpf, where the tests take the objects from.
#
#   build.sh          compile
#   build.sh check    compile to a temporary directory and compare with the committed objects byte for byte; skips, with
#                     a line that says so, where the compiler that made them is not there
#
# BPF_CLANG names the compiler (default clang-19). -fno-builtin: see include/bpf_arena.h. The prefix maps and relative
# names keep the path of the checkout out of the objects.
set -eu

clang=${BPF_CLANG:-clang-19}
cd "$(dirname "$0")"
objects=../resources/bpf

compile() {
    mkdir -p "$1"
    for source in *.bpf.c; do
        "$clang" -target bpf -mcpu=v4 -O2 -g -fno-builtin -std=gnu11 -Wall -Wextra -Werror -I../../../../examples/src/main/bpf/include \
            -ffile-prefix-map="$PWD"=. -fdebug-compilation-dir=. \
            -c "$source" -o "$1/${source%.c}.o"
    done
}

case ${1:-build} in
build)
    compile "$objects"
    ;;
check)
    if ! version=$("$clang" --version 2>/dev/null | head -n 1) || [ -z "$version" ]; then
        echo "BPF objects: not compared with their sources, there is no $clang (skipped)"
        exit 0
    fi
    # The compiler writes its version into the debug information.
    for object in "$objects"/*.bpf.o; do
        if ! grep -qaF "$version" "$object"; then
            echo "BPF objects: not compared with their sources, $object was made by another compiler than" \
                "$version (skipped)"
            exit 0
        fi
    done
    built=$(mktemp -d)
    trap 'rm -rf "$built"' EXIT
    compile "$built"
    if ! diff -r "$built" "$objects"; then
        echo "BPF objects: they are not what their sources compile to; run $0 and commit the result" >&2
        exit 1
    fi
    echo "BPF objects: all are what their sources compile to with $version"
    ;;
*)
    echo "usage: $0 [build|check]" >&2
    exit 2
    ;;
esac
