/**
 * Examples of programs that live in an arena, and of Java that reads what they built. The BPF C sources and their
 * objects are the resources under {@code /bpf}, the C walker is {@code /c/walk.c}; {@link
 * io.bpfarena.examples.Structure} lists what there is.
 */
package io.bpfarena.examples;
