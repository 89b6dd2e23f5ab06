/**
 * Arena memory in files that other processes map: the broker's way to be an {@link
 * io.bpfarena.runtime.arena.ArenaMemory}.
 *
 * <pre>{@code
 * ArenaMemoryFactory factory = new SharedArenaMemoryFactory(directory, epoch, FileAccess.OWNER, errorHandler);
 * BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().arenaMemoryFactory(factory));
 * // an object "list" with a map "arena" is loaded
 * //   -> <directory>/arenas/list.arena/pages, <directory>/arenas/list.arena/table
 * }</pre>
 *
 * It knows files, mappings and the layout of the table. It knows nothing of clients, messages or programs, and does not
 * decide which pages are taken: the arena map does.
 */
package io.bpfarena.broker.page;
