/**
 * Walks the example structures by the pointers in memory: each is the address of the next node in this process too, so
 * that a walk is loads and nothing else. The layouts are described in the programs' sources ({@code /bpf/*.bpf.c}).
 *
 * <pre>{@code
 * ArenaReader memory = new ArenaReader(base, length, address -> true);
 * Walk walk = new LinkedListWalker().walk(memory, head);
 * System.out.printf("%d nodes, hash %016x%n", walk.count(), walk.hash());
 * }</pre>
 *
 * What lies in an arena was written by programs and by other clients, so a walk checks each pointer before it follows
 * it and ends on whatever it finds, at worst with a {@link io.bpfarena.examples.walk.DamagedStructureException}.
 *
 * <p>This package knows memory only; it knows no broker and no client.
 */
package io.bpfarena.examples.walk;
