package io.bpfarena.examples.demo;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.examples.Structure;
import io.bpfarena.examples.walk.ArenaReader;
import io.bpfarena.examples.walk.DamagedStructureException;
import io.bpfarena.examples.walk.Walk;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Maps the arenas and walks the structures by the pointers in memory. It asks no program for anything. */
@Command(name = "walker", hidden = true, description = "Part of the demo: walks the structures natively.")
final class WalkerRole extends RoleCommand {
    static final String WALKED = "walked";

    @Parameters(paramLabel = "ARENA STRUCTURE HEAD", arity = "3..*",
            description = "For each structure: its arena, its name, the address where it starts, in hexadecimal.")
    private List<String> structures;

    @Override
    String role() {
        return "walker";
    }

    @Override
    void play(final ArenaClient client) throws DamagedStructureException {
        for (int i = 0; i + 2 < structures.size(); i += 3) {
            final Structure structure = Structure.valueOf(structures.get(i + 1).toUpperCase(Locale.ROOT));
            final long head = Long.parseUnsignedLong(structures.get(i + 2).substring(2), 16);
            try (SharedArena arena = client.openArena(structures.get(i))) {
                say(walk(arena, structure, head));
            }
        }
    }

    private static Fact walk(final SharedArena arena, final Structure structure, final long head)
            throws DamagedStructureException {
        final long base = arena.baseAddress();
        final ArenaReader memory = new ArenaReader(base, arena.length(),
                address -> arena.isPresent((int) (address - base >>> 12)));
        final long start = System.nanoTime();
        final Walk walk = structure.walker().walk(memory, head);
        return Fact.about(WALKED)
                .with("structure", structure.structureName())
                .with(walk)
                .withHex("base", base)
                .with("walk_ns", System.nanoTime() - start);
    }
}
