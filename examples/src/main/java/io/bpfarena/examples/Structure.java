package io.bpfarena.examples;

import io.bpfarena.examples.walk.HashTableWalker;
import io.bpfarena.examples.walk.LinkedListWalker;
import io.bpfarena.examples.walk.RedBlackTreeWalker;
import io.bpfarena.examples.walk.SparseArrayWalker;
import io.bpfarena.examples.walk.StructureWalker;
import java.util.Locale;

/** The four data structures: where each is, what its programs are called, and who walks it from Java. */
public enum Structure {
    LINKED_LIST("list", new LinkedListWalker()),
    HASH_TABLE("table", new HashTableWalker()),
    RED_BLACK_TREE("tree", new RedBlackTreeWalker()),
    SPARSE_ARRAY("array", new SparseArrayWalker());

    private final String prefix;
    private final StructureWalker walker;

    Structure(final String prefix, final StructureWalker walker) {
        this.prefix = prefix;
        this.walker = walker;
    }

    /** {@return its name, such as {@code linked_list}: of the source and the object, and for the C walker} */
    public String structureName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the object's resource, such as {@code /bpf/linked_list.bpf.o}} */
    public String objectResource() {
        return "/bpf/" + structureName() + ".bpf.o";
    }

    /** {@return the source's resource, such as {@code /bpf/linked_list.bpf.c}} */
    public String sourceResource() {
        return "/bpf/" + structureName() + ".bpf.c";
    }

    /** {@return the name of its arena map, such as {@code list_arena}} */
    public String arenaName() {
        return prefix + "_arena";
    }

    /** {@return the program that adds elements, such as {@code list_build}; its context is a {@code change_ctx}} */
    public String buildProgram() {
        return prefix + "_build";
    }

    /** {@return the program that computes the checksum, such as {@code list_sum}; its context is a {@code walk_ctx}} */
    public String sumProgram() {
        return prefix + "_sum";
    }

    /** {@return the program that takes elements out, such as {@code list_remove}; its context is as of build} */
    public String removeProgram() {
        return prefix + "_remove";
    }

    /** {@return the global variable that holds the address where a walk starts, such as {@code list_head}} */
    public String headVariable() {
        return prefix + "_head";
    }

    /** {@return who walks it by the pointers in memory} */
    public StructureWalker walker() {
        return walker;
    }
}
