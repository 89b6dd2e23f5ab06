/**
 * Packets and the contexts of programs that look at them. In uapi bpf.h, the context of such a program has 32-bit
 * fields that stand for packet pointers; {@link io.bpfarena.runtime.packet.PacketContext} is what loads of them are
 * answered from, and {@link io.bpfarena.runtime.packet.Packet} the memory that they point to:
 *
 * <pre>{@code
 * try (Packet packet = Packet.of(bytes, 0, 256, 320)) {
 *     PacketContext context = PacketContext.of(ContextLayout.XDP, packet, 0, memory);
 *     long start = context.load(0, 4); // all 64 bits of the address of the packet's first byte
 *     System.out.println(start == packet.start());
 * }
 * }</pre>
 *
 * It knows native memory, but neither programs nor engines nor helpers.
 */
package io.bpfarena.runtime.packet;
