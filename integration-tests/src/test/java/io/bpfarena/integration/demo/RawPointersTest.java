package io.bpfarena.integration.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Broker;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.LoadedObject;
import io.bpfarena.client.RunOptions;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in an arena's file is what every process can follow: whole 64-bit user addresses. */
class RawPointersTest {
    private static final long NODES = 100_000;
    private static final long BASE = 0x3000_0000_0000L;
    private static final int NODE_LENGTH = 32;

    @TempDir
    private Path directory;

    @Test
    void shouldKeepWholeUserAddressesInTheFile() throws Exception {
        final Path brokerDirectory = directory.resolve("broker");
        try (Broker broker = Broker.launch(new Broker.Context().directory(brokerDirectory));
                ArenaClient client =
                        ArenaClient.connect(new ArenaClient.Context().directory(broker.directory()))) {
            final long head = build(client);
            final long arenaLength = 8192L * 4096;
            try (FileChannel pages = FileChannel.open(
                    brokerDirectory.resolve("arenas").resolve("linked_list.list_arena").resolve("pages"))) {
                final ByteBuffer node = ByteBuffer.allocate(NODE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
                long count = 0;
                long previous = 0;
                for (long address = head; address != 0; address = node.getLong(0)) {
                    assertTrue(address >= BASE && address < BASE + arenaLength,
                            "node %d is at 0x%x, not a user address of the arena".formatted(count, address));
                    assertEquals(NODE_LENGTH, pages.read(node.clear(), address - BASE));
                    assertEquals(previous, node.getLong(8), "prev of node " + count);
                    assertEquals(count, node.getLong(16), "index of node " + count);
                    previous = address;
                    count++;
                }
                assertEquals(NODES, count);
            }
        }
    }

    private static long build(final ArenaClient client) throws Exception {
        final Structure list = Structure.LINKED_LIST;
        final LoadedObject object;
        try (InputStream in = Structure.class.getResourceAsStream(list.objectResource())) {
            object = client.load(list.structureName(), in.readAllBytes());
        }
        ChangeContext change = new ChangeContext(0, 0, 0, 0);
        while (change.total() < NODES) {
            change = ChangeContext.of(client.run(object.name(), list.buildProgram(),
                    ChangeContext.request(NODES - change.total()), RunOptions.DEFAULT).requireSuccess().context());
            assertTrue(change.changed() > 0, "no progress at " + change.total());
        }
        assertEquals(List.of(object.name()), client.listMaps().stream()
                .filter(map -> map.baseAddress() == BASE).map(map -> map.objectName()).toList());
        return change.head();
    }
}
