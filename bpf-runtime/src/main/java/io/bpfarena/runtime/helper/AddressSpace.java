package io.bpfarena.runtime.helper;

/**
 * Where an address that a program hands to a function is looked for. In the kernel it is one of two halves of the
 * address space; here user space is the arena as its users map it, and the kernel is all other memory of the program.
 * An arena address of 32 bits, as a program uses it after a cast, is in neither, as in the kernel.
 */
public enum AddressSpace {
    /** What a program may read by itself: stack, context, packet, values of its maps, memory that was lent to it. */
    KERNEL,

    /** User pointers to the program's arena. */
    USER,

    /** Either, as the number says. */
    ANY
}
