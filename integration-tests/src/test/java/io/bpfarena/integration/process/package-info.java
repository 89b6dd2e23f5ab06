/**
 * A broker and its clients as processes of their own, and what happens when one of them is killed, told to end, or
 * finds no room.
 *
 * <pre>
 *   test (JUnit)            ChildJvm      the broker: the arena command line, "broker start"
 *     starts, kills,   ---&gt; ChildJvm      a client: ClientMain in one of its roles
 *     and reads their       ChildJvm      ...
 *     output lines
 * </pre>
 *
 * Everything a test started has ended when it is over, and nothing of it is left in the file system. A test waits for
 * conditions, with a deadline that is far beyond what they take ({@link io.bpfarena.integration.process.Await}), and
 * measures no time.
 */
package io.bpfarena.integration.process;
