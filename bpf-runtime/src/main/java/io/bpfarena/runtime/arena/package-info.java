/**
 * The arena map: up to 4 GiB of pages that programs allocate, free and reserve, and that user space touches
 * (kernel/bpf/arena.c and kernel/bpf/range_tree.c).
 *
 * <pre>{@code
 * ArenaMap arena = ArenaCreation.create(
 *         "object", "arena", attributes, PrivateArenaMemory::create, new ArenaPlacement());
 * long address = arena.allocPages(0, 2, -1, 0);                        // 0x300000000000, zeroed
 * arena.freePages(address, 1);
 * System.out.println(arena.faultIn(0));                                // ALLOCATED, as if user space had touched it
 * arena.close();
 * }</pre>
 *
 * Where the memory comes from is {@link io.bpfarena.runtime.arena.ArenaMemory}'s business: private memory here, shared
 * files in a broker. The package knows nothing of programs, objects or clients.
 */
package io.bpfarena.runtime.arena;
