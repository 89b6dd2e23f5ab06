/**
 * The control protocol's broker side: one agent, its duty cycle, and a handler for each kind of request.
 *
 * <pre>
 *                       control agent: one thread, AgentRunner, backoff idle
 *   clients            +--------------------------------------------------------------+
 *   -- requests, IPC --&gt;  ControlDispatcher: shape, session, handler                  |
 *                      |     FaultIn, globals, lists, elements: answered at once      |
 *                      |     loads, runs, many pages, large maps: ClientTasks ---------&gt; ProgramWorkers
 *                      |  workers.poll()   &lt;------------------------------------------- (their threads)
 *                      |  waiting.poll()   records, or room for them                  |
 *                      |  attaches.poll()  a publication for each new client          |
 *                      |  arenaEvents.poll()  pages freed by programs                 |
 *   &lt;- answers, events ---  sessions.poll()   what waits; who is gone                 |
 *                      |  every 50 ms: sign of life in broker.mark, stale transfers   |
 *                      +--------------------------------------------------------------+
 * </pre>
 *
 * <p>Nothing in the cycle waits: not for a client (each has a bounded queue, and is detached when that is full), not
 * for the driver (publications are added asynchronously), not for a program. A request is checked for its shape before
 * a field is read, and a handler checks each value; what is wrong is answered with an error number and a text that has
 * the value.
 *
 * <p>It knows messages, sessions and what is hosted. It does not know where files are, nor how the broker starts and
 * ends.
 */
package io.bpfarena.broker.control;
