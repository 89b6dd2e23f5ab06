/**
 * {@code arena demo}: the whole system at work, each part in a process of its own. {@link
 * io.bpfarena.examples.demo.Demo} starts the others ({@code arena} again, with a role), reads the facts they print, and
 * compares them. The roles use the client library as any other program would; none of them knows the broker's classes.
 */
package io.bpfarena.examples.demo;
