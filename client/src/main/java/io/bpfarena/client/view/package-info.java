/**
 * Access to arena memory, by the pointers that lie in it.
 *
 * <pre>{@code
 * // struct node { struct node *next; u64 value; } built by a program, walked here
 * ArenaAccessor memory = new ArenaAccessor(arena);
 * for (long node = head; node != 0; node = memory.getLong(node)) {
 *     sum += memory.getLong(node + 8);
 * }
 *
 * MemorySegment page = new ArenaView(arena).segment(arena.baseAddress(), 4096);
 * UnsafeBuffer buffer = new ArenaView(arena).buffer(arena.baseAddress(), 4096);
 * PointerBytesStore bytes = new ArenaView(arena).bytes(arena.baseAddress(), 4096);
 * }</pre>
 *
 * {@link io.bpfarena.client.view.ArenaAccessor} tests presence before each access; {@link
 * io.bpfarena.client.view.ArenaView} makes whole ranges present once and hands them out. Neither knows who resolves a
 * fault.
 */
package io.bpfarena.client.view;
