package io.bpfarena.runtime.map;

/** What a program array holds: a program, as far as a map needs to know it. */
public interface TailCallTarget {
    /** {@return the program's number, unique in this process, from 1} */
    int id();

    /** {@return its name} */
    String name();

    /** {@return its type, a number in {@code enum bpf_prog_type}: programs of one array have one type} */
    int programType();
}
