/**
 * Callbacks that run later, on threads of their own: what a {@code struct bpf_timer} or {@code struct bpf_wq} in a
 * map's value stands for.
 *
 * <pre>{@code
 * AsyncThreads threads = new AsyncThreads("demo");
 * TimerCell timer = new TimerCell(map, value, TimerClock.MONOTONIC, threads);
 * map.elementFields().attach(value, timer);                                    // bpf_timer_init
 * timer.setCallback((held, element, cpu) -> fired.complete(held.map().name() + " on CPU " + cpu));
 * timer.start(1_000_000, 0, 2);                                                // in a millisecond, on CPU 2
 * System.out.println(fired.get(60, TimeUnit.SECONDS));                         // demo on CPU 2
 * map.close();                                                                 // the timer ends with its map
 * threads.close();
 * }</pre>
 *
 * It knows maps, but neither programs nor engines: a callback is an {@link io.bpfarena.runtime.async.AsyncCallback}.
 */
package io.bpfarena.runtime.async;
