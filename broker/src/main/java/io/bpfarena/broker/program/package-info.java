/**
 * What the broker hosts: objects with their programs, maps and arenas, each with a number as the kernel would give it;
 * and the workers, on whose threads programs run and objects are loaded.
 *
 * <pre>
 *              on a worker              on the agent
 *   LoadTask   execute: LoadedObject    complete: ObjectRegistry.add, HostedObject, the client's answer
 *   RunTask    execute: RunResult       complete: RunOutcome, the client's answer
 *   UnloadTask execute: close           complete: the name is free again
 * </pre>
 *
 * A task counts as a user of its object from submit to complete, and an object with users is not unloaded: so nobody
 * runs in, or reads from, memory that has been unmapped.
 *
 * <p>It knows the runtime, and nothing of messages (but for how much one may hold), clients (but for their number) or
 * Aeron.
 */
package io.bpfarena.broker.program;
