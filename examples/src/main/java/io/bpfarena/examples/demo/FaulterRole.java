package io.bpfarena.examples.demo;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.client.view.ArenaAccessor;
import io.bpfarena.examples.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Touches pages that nobody allocated: writes a word into the arena's last page and has a program read it; has a
 * program free the page and touches it again; then touches many more, to see how long a fault takes.
 */
@Command(name = "faulter", hidden = true, description = "Part of the demo: faults pages in.")
final class FaulterRole extends RoleCommand {
    static final String FAULTED = "faulted";
    private static final int PAGE_SIZE = 4096;
    private static final long WORD = 0x0123_4567_89ab_cdefL;

    @Option(names = "--faults", defaultValue = "2000", paramLabel = "N", description = "Pages to touch.")
    private int faults;

    @Override
    String role() {
        return "faulter";
    }

    @Override
    void play(final ArenaClient client) throws DemoException {
        final String object = Structure.LINKED_LIST.structureName();
        try (SharedArena arena = client.openArena(object + "." + Structure.LINKED_LIST.arenaName())) {
            final ArenaAccessor memory = new ArenaAccessor(arena);
            final int page = arena.pageCount() - 1;
            final long address = arena.baseAddress() + (long) page * PAGE_SIZE;
            check(!arena.isPresent(page), "page %d is there before anybody touched it", page);
            memory.putLong(address + 8, WORD);
            check(allocated(arena) == 1, "the first touch of page %d was no fault", page);
            final long read = peek(client, object, address + 8);
            check(read == WORD, "the program read 0x%x, not what was written", read);

            free(client, object, address, 1);
            check(!arena.isPresent(page), "page %d is there after it was freed", page);
            final long afterFree = memory.getLong(address + 8);
            check(allocated(arena) == 2, "the freed page %d did not fault again", page);
            check(afterFree == 0, "a freed page came back with 0x%x in it", afterFree);

            final int first = Math.max(page - faults + 2, 0);
            for (int other = first; other < page; other++) {
                memory.putLong(arena.baseAddress() + (long) other * PAGE_SIZE, other);
            }
            say(Fact.about(FAULTED)
                    .withHex("address", address + 8)
                    .withHex("wrote", WORD)
                    .withHex("program_read", read)
                    .withHex("after_free", afterFree)
                    .with("faults", arena.faultStatistics().answered())
                    .with("p50_ns", arena.faultStatistics().percentileNs(50))
                    .with("p99_ns", arena.faultStatistics().percentileNs(99)));
        }
    }

    private static long allocated(final SharedArena arena) {
        return arena.faultStatistics().count(FaultResolution.ALLOCATED);
    }

    private static long peek(final ArenaClient client, final String object, final long address)
            throws DemoException {
        final byte[] context = ProgramCalls.run(client, object, "page_peek", words(address, 0));
        return ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getLong(Long.BYTES);
    }

    private static void free(final ArenaClient client, final String object, final long address, final long pages)
            throws DemoException {
        ProgramCalls.run(client, object, "page_free", words(address, pages));
    }

    private static byte[] words(final long first, final long second) {
        return ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first).putLong(second).array();
    }

    private static void check(final boolean fact, final String message, final Object... values) throws DemoException {
        if (!fact) {
            throw new DemoException(message.formatted(values));
        }
    }
}
