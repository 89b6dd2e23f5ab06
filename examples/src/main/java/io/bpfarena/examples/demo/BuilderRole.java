package io.bpfarena.examples.demo;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.LoadedObject;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import io.bpfarena.examples.WalkContext;
import io.bpfarena.examples.walk.Walk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends the objects to the broker and has it run the programs that build the structures and compute checksums. */
@Command(name = "builder", hidden = true, description = "Part of the demo: has the broker build the structures.")
final class BuilderRole extends RoleCommand {
    static final String BUILT = "built";

    @Option(names = "--nodes", required = true, paramLabel = "N", description = "Elements in each structure.")
    private long nodes;

    @Override
    String role() {
        return "builder";
    }

    @Override
    void play(final ArenaClient client) throws DemoException, IOException {
        for (final Structure structure : Structure.values()) {
            final LoadedObject object = client.load(structure.structureName(), read(structure.objectResource()));
            final long start = System.nanoTime();
            final long head = build(client, object, structure);
            final long built = System.nanoTime();
            final Walk walk = sum(client, object, structure);
            say(Fact.about(BUILT)
                    .with("structure", structure.structureName())
                    .with("arena", structure.structureName() + "." + structure.arenaName())
                    .withHex("head", head)
                    .with(walk)
                    .with("build_ns", built - start)
                    .with("sum_ns", System.nanoTime() - built));
        }
    }

    private long build(final ArenaClient client, final LoadedObject object, final Structure structure)
            throws DemoException {
        ChangeContext change = new ChangeContext(0, 0, 0, 0);
        while (change.total() < nodes) {
            change = ChangeContext.of(run(client, object, structure.buildProgram(),
                    ChangeContext.request(nodes - change.total())));
            if (change.changed() == 0) {
                throw new DemoException("%s stopped at %d elements".formatted(
                        structure.buildProgram(), change.total()));
            }
        }
        return change.head();
    }

    private static Walk sum(final ArenaClient client, final LoadedObject object, final Structure structure)
            throws DemoException {
        byte[] context = new byte[WalkContext.LENGTH];
        do {
            context = run(client, object, structure.sumProgram(), context);
        } while (!WalkContext.of(context).done());
        return WalkContext.of(context).walk();
    }

    private static byte[] run(
            final ArenaClient client, final LoadedObject object, final String program, final byte[] context)
            throws DemoException {
        return ProgramCalls.run(client, object.name(), program, context);
    }

    private static byte[] read(final String resource) throws IOException {
        try (InputStream in = BuilderRole.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + resource + " is missing from this build");
            }
            return in.readAllBytes();
        }
    }
}
