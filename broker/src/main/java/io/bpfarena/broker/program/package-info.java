/**
 * What the broker hosts: objects with their programs, maps and arenas, each with a number as the kernel would give it;
 * and the workers, on whose threads programs run and objects are loaded.
 *
 * <pre>
 *   LoadTask --execute on a worker--&gt; LoadedObject --complete on the agent--&gt; ObjectRegistry.add -&gt; HostedObject
 *   RunTask  --execute on a worker--&gt; RunResult    --complete on the agent--&gt; RunOutcome -&gt; the client's answer
 *
 *   a task counts as a user of its object from submit to complete, and an object with users is not unloaded: so nobody
 *   runs in, or reads from, memory that has been unmapped
 * </pre>
 *
 * It knows the runtime, and nothing of messages, clients (but for their number) or Aeron.
 */
package io.bpfarena.broker.program;
