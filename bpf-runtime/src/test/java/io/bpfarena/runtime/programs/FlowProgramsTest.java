package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.PacketCapture;
import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import io.bpfarena.runtime.programs.PacketModel.Counter;
import io.bpfarena.runtime.programs.PacketModel.Flow;
import io.bpfarena.runtime.programs.PacketModel.Key;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An XDP program that parses captured packets and leaves a table of flows in the arena, which Java walks. */
@Timeout(100)
class FlowProgramsTest {
    private static final int XDP_DROP = 1;
    private static final int XDP_PASS = 2;
    private static final int FLOW = 72;
    private static final int READY = 2;
    private static final int REPEATS = 20;

    static Stream<Variant> all() {
        return Variant.all();
    }

    static Stream<Arguments> captures() {
        return Variant.all().flatMap(variant -> Stream.of("capture.pcap", "traffic.pcap")
                .map(capture -> Arguments.of(capture, variant)));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void shouldTakePacketsApart(final String capture, final Variant variant) throws Exception {
        final PacketModel model = new PacketModel();
        try (KernelObject object = KernelObject.load("flows", variant)) {
            for (final byte[] packet : PacketCapture.packets(capture)) {
                final int wanted = model.take(packet) ? XDP_PASS : XDP_DROP;
                assertEquals(wanted, object.runOver(packet, 0, "parse"), HexFormat.of().formatHex(packet));
            }
            check(model, object, 1);
        }
    }

    /** What tcpdump counts in the same file, with a filter for each line. */
    @Test
    void shouldModelWhatTcpdumpSees() throws Exception {
        final PacketModel model = new PacketModel();
        for (final byte[] packet : PacketCapture.packets("traffic.pcap")) {
            model.take(packet);
        }
        assertEquals(66, model.count(Counter.PACKETS));
        assertEquals(2, model.count(Counter.ARP), "arp");
        assertEquals(35 + 4, model.count(Counter.IPV4), "ip, vlan and ip");
        assertEquals(23 + 2, model.count(Counter.IPV6), "ip6, vlan and ip6");
        assertEquals(6, model.count(Counter.VLAN), "vlan");
        assertEquals(30, model.count(Counter.TCP), "tcp");
        assertEquals(10 - 1 + 7 - 1 + 6, model.count(Counter.UDP), "udp but later fragments, vlan and udp");
        assertEquals(5, model.count(Counter.ICMP), "icmp");
        assertEquals(6, model.count(Counter.ICMPV6), "icmp6");
        assertEquals(4, model.count(Counter.FRAGMENTS), "ip[6:2] & 0x3fff != 0, ip6 proto 44");
        assertEquals(0, model.count(Counter.CUT));
    }

    /** Threads find or claim the same places in the table; without compare-and-exchange there is one thread. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldCountOnSeveralThreads(final Variant variant) throws Exception {
        final List<byte[]> packets = new ArrayList<>(PacketCapture.packets("traffic.pcap"));
        packets.addAll(PacketCapture.packets("capture.pcap"));
        final PacketModel model = new PacketModel();
        packets.forEach(model::take);
        final int threads = variant.hasAllAtomics() ? KernelObject.CPUS : 1;
        try (KernelObject object = KernelObject.load("flows", variant)) {
            Parallel.run(threads, thread -> {
                for (int repeat = 0; repeat < REPEATS; repeat++) {
                    for (final byte[] packet : packets) {
                        object.runOver(packet, thread, "parse");
                    }
                }
            });
            check(model, object, threads * REPEATS);
        }
    }

    private static void check(final PacketModel model, final KernelObject object, final int times) throws Exception {
        for (final Counter counter : Counter.values()) {
            final byte[] value = object.view("counters").lookup(KernelObject.key(counter.ordinal())).orElseThrow();
            assertEquals(times * model.count(counter), KernelObject.number(value), counter.name());
        }
        final Map<Key, Flow> wanted = new TreeMap<>();
        model.flows().forEach((key, flow) -> wanted.put(key,
                new Flow(times * flow.packets(), times * flow.bytes(), times * flow.syns())));
        assertEquals(text(wanted), text(walk(object.global("flows"))));
        final Answer summary = object.run("summary");
        assertEquals(wanted.size(), summary.at(0));
        assertEquals(wanted.values().stream().mapToLong(Flow::packets).sum(), summary.at(1));
        assertEquals(wanted.values().stream().mapToLong(Flow::bytes).sum(), summary.at(2));
        assertEquals(wanted.values().stream().mapToLong(Flow::syns).sum(), summary.at(3));
    }

    /** The table as it lies in the arena. */
    private static Map<Key, Flow> walk(final ByteBuffer table) {
        final Map<Key, Flow> flows = new TreeMap<>();
        for (int at = 0; at < table.limit(); at += FLOW) {
            if (table.getLong(at) == READY) {
                final Flow flow = new Flow(table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 24));
                assertEquals(null, flows.put(key(table, at + 32), flow), "a flow has two places");
            }
        }
        return flows;
    }

    private static Key key(final ByteBuffer table, final int at) {
        final int version = table.get(at + 39);
        final int length = version == 4 ? 4 : 16;
        return new Key(version, table.get(at + 38) & 0xFF, table.getShort(at + 36),
                address(table, at + 16 - length, length), port(table, at + 32),
                address(table, at + 32 - length, length), port(table, at + 34));
    }

    private static String address(final ByteBuffer table, final int at, final int length) {
        final byte[] address = new byte[length];
        table.get(at, address);
        return HexFormat.of().formatHex(address);
    }

    private static int port(final ByteBuffer table, final int at) {
        return Short.toUnsignedInt(Short.reverseBytes(table.getShort(at)));
    }

    private static String text(final Map<Key, Flow> flows) {
        final StringBuilder text = new StringBuilder();
        flows.forEach((key, flow) -> text.append(key).append(' ').append(flow).append('\n'));
        return text.toString();
    }
}
