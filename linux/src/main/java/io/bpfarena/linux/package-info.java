/**
 * The few Linux system calls that both the BPF runtime and the client need, through the foreign function API (JEP 454):
 * mappings at fixed addresses, sparse files, and the list of what is mapped where.
 *
 * <pre>{@code
 * try (LinuxFile file = LinuxFile.create(path, 0600)) {
 *     file.truncate(1 << 20);
 *     file.allocate(0, 4096);                                   // ENOSPC is an exception here, not a SIGBUS later
 *     MemoryMapping mapping = MemoryMapping.shared(0x3000_0000_0000L, 1 << 20, READ_WRITE, file);
 *     mapping.segment().set(ValueLayout.JAVA_LONG, 0, 42);
 *     mapping.close();
 * }
 * }</pre>
 *
 * It knows nothing of BPF, arenas or the control protocol. Every failing call becomes a {@link
 * io.bpfarena.linux.SystemCallException} that carries the call, its arguments and the {@link io.bpfarena.linux.Errno}.
 */
package io.bpfarena.linux;
