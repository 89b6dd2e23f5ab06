package io.bpfarena.runtime.loader;

/**
 * A global variable of an object.
 *
 * @param name     as in C.
 * @param section  ELF section it is in, such as {@code .bss}.
 * @param typeName its type as in C, such as {@code int[4]} or {@code struct node *}; empty without type information.
 * @param offset   bytes from the start of the section.
 * @param size     bytes.
 */
public record Variable(String name, String section, String typeName, int offset, int size) {
}
