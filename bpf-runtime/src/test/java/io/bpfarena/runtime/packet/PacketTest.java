package io.bpfarena.runtime.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that outgrow their memory. */
class PacketTest {
    private static final int HEADROOM = 64;
    private static final int SIZE = 60;

    private static Packet packet() {
        final byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return Packet.of(bytes, 0, HEADROOM, 0);
    }

    /** Loads relative to the link header reach before the start of a packet without one: that must be the packet's own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 38, 39, 1000})
    void shouldKeepMemoryBeforeTheLinkHeaderThatWasCutOff(final int room) {
        try (Packet packet = packet(); Arena scope = Arena.ofConfined()) {
            packet.pull(Packet.ETHERNET_HEADER);
            final PacketContext context = PacketContext.of(ContextLayout.SOCKET_FILTER, packet,
                    Packet.ETHERNET_HEADER, scope.allocate(ContextLayout.SOCKET_FILTER.size(), 8));
            for (int i = 0; i < 50; i++) {
                packet.insert(0, room);
                final long link = context.socketBuffer().place(false, 0, Packet.ETHERNET_HEADER);
                assertTrue(link >= packet.memory().address(), "after %d times %d bytes".formatted(i + 1, room));
            }
            assertEquals(50 * room + SIZE - Packet.ETHERNET_HEADER, packet.length());
            assertEquals(Packet.ETHERNET_HEADER + 1, NativeMemory.getByte(packet.start() + 50L * room));
        }
    }

    /** A program can do this all the time. */
    @Test
    void shouldNotKeepMemoryThatItHasLeft() {
        try (Packet packet = packet()) {
            final MemorySegment first = packet.memory();
            for (int i = 0; i < 10_000; i++) {
                packet.insert(0, 500);
                packet.resize(packet.length() - 500);
            }
            assertFalse(first.scope().isAlive(), "what it left first");
            assertTrue(packet.memory().byteSize() < 4096, () -> "has " + packet.memory().byteSize());
            assertEquals(SIZE, packet.length());
        }
    }
}
