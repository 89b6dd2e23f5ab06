/**
 * Page faults as a client has them: who resolves one, how it can end, and how long it took.
 *
 * <p>A page of an arena that nobody allocated is not an error: touching it allocates it, as the kernel's arena does
 * (arena_vm_fault in kernel/bpf/arena.c). A JVM cannot catch its own SIGSEGV, so the touch is announced: the accessor
 * looks at the presence byte and asks a {@link io.bpfarena.client.fault.FaultHandler} for what is missing.
 *
 * <pre>{@code
 * try {
 *     accessor.putLong(address, 42);
 * } catch (ArenaSegmentationFault e) {     // SEGV_ON_FAULT, or outside the arena
 *     log(e.address());
 * } catch (ArenaFullException e) {         // no memory left for the page
 *     log(e.errno());
 * }
 * FaultStatistics faults = arena.faultStatistics();
 * faults.percentileNs(99);
 * }</pre>
 *
 * It knows nothing of files, mappings or the control protocol.
 */
package io.bpfarena.client.fault;
