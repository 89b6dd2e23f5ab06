package io.bpfarena.client;

/**
 * A loaded program.
 *
 * @param id           the broker's number for it.
 * @param objectId     the broker's number for the object it came with.
 * @param instructions its length in 8-byte slots.
 * @param runs         how often it ran.
 * @param runTimeNs    how long it ran altogether, nanoseconds.
 * @param type         such as {@code syscall}.
 * @param name         of its C function.
 * @param objectName   name of the object it came with.
 */
public record ProgramInfo(
        int id, int objectId, int instructions, long runs, long runTimeNs, String type, String name,
        String objectName) {
}
