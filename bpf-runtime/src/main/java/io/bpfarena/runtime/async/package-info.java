/**
 * Callbacks that run later, on threads of the runtime: what a {@code struct bpf_timer} or {@code struct bpf_wq} in a
 * map's value stands for.
 *
 * <pre>{@code
 * AsyncThreads threads = new AsyncThreads("demo");
 * TimerCell timer = new TimerCell(map, value, TimerClock.MONOTONIC, threads);
 * map.elementFields().attach(value, timer);                    // bpf_timer_init
 * timer.setCallback((hold, element, cpu) -> fired.countDown());
 * timer.start(1_000_000, 0, 0);                                // in a millisecond, on CPU 0
 * map.close();                                                 // or delete the element: the timer ends with it
 * threads.close();
 * }</pre>
 *
 * It knows maps, but neither programs nor engines: a callback is an {@link io.bpfarena.runtime.async.AsyncCallback}.
 */
package io.bpfarena.runtime.async;
