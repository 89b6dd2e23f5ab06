/**
 * An arena's memory in this process: the two files, their layout, and the mapping at the arena's own address.
 *
 * <p>{@link io.bpfarena.client.memory.ArenaTableDescriptor} is the layout that broker, clients and the C header share;
 * {@link io.bpfarena.client.memory.SharedArena} is one arena mapped. Worked example: arena "demo" with base
 * 0x300000000000 and 1000 pages. The file {@code pages} of 4,096,000 bytes is mapped, shared, at just 0x300000000000,
 * so that a pointer that a program stored is an address here. The file {@code table} is mapped read-only wherever the
 * kernel likes; the byte at 4096 + 7 says whether page 7, at 0x300000007000, is there.
 *
 * <pre>{@code
 * try (SharedArena arena = SharedArena.map(table, pages, header, faultHandler, () -> { })) {
 *     arena.ensurePresent(arena.baseAddress() + 0x7000, 8);
 *     long value = MemorySegment.ofAddress(arena.baseAddress()).reinterpret(arena.length())
 *             .get(ValueLayout.JAVA_LONG, 0x7000);
 * }
 * }</pre>
 *
 * It knows nothing of the control protocol: who resolves a fault is a {@link io.bpfarena.client.fault.FaultHandler}
 * that it is given.
 */
package io.bpfarena.client.memory;
