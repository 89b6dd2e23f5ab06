/**
 * Fuzz targets for what strangers send: objects, bytecode as text, messages. {@code fuzz/run} has Jazzer mutate their
 * inputs; the build only runs the tests here, which put the seeds and everything that was found through the same
 * targets.
 *
 * <p>A target is a public class with {@code fuzzerTestOneInput}. It lets the exceptions through that the API does not
 * declare, and {@link io.bpfarena.fuzz.Budget} sees to time, memory and leaks.
 */
package io.bpfarena.fuzz;
