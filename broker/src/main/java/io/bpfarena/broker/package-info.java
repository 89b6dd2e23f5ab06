/**
 * The broker: a process, or a part of one, that owns a directory of arenas, hosts objects and serves clients.
 *
 * <pre>{@code
 * try (Broker broker = Broker.launch(new Broker.Context()
 *         .directory(Path.of("/dev/shm/demo"))
 *         .addObject("linked_list", Files.readAllBytes(object)))) {
 *     broker.await();
 * }
 * }</pre>
 *
 * Its threads:
 *
 * <pre>
 *   media driver (SHARED)     moves messages between streams; touches nothing of ours
 *   bpf-arena-control         the duty cycle: sessions, requests, faults, events       package control
 *   bpf-arena-program-0..n    program runs, loads and unloads; each is a virtual CPU   package program
 *   whoever called launch     starts the parts, and ends them in the opposite order
 * </pre>
 *
 * This package holds how a broker starts and ends: its directory, its mark, its error log, its driver. What it does in
 * between is told in the packages {@code control}, {@code session}, {@code program} and {@code page}. It must not know
 * the command line.
 */
package io.bpfarena.broker;
