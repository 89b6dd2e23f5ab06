/**
 * The clients of a broker: how they come (attach), what they have (an outlet for answers, open arenas, objects on their
 * way), and how they go.
 *
 * <pre>
 *   Attach --&gt; AttachQueue --publication connected--&gt; ClientSession in SessionRegistry --&gt; gone
 *                   |                                     any message: a sign of life      DETACHED, SILENT,
 *                   +-- deadline, nobody listens: nothing left                             SLOW, DISCONNECTED
 * </pre>
 *
 * All of it is used by the control agent's thread alone, nothing waits, and everything is bounded: clients, attaches on
 * their way, bytes queued for one client, objects and bytes on their way. A session rests on messages and on Aeron's
 * streams, never on a process id, since clients may live in other pid namespaces.
 *
 * <p>It knows Aeron, and neither message layouts nor programs.
 */
package io.bpfarena.broker.session;
