package io.bpfarena.examples.demo;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.BrokerStatus;
import io.bpfarena.client.MapInfo;
import io.bpfarena.client.memory.SharedArena;
import io.bpfarena.examples.Structure;
import io.bpfarena.examples.walk.Walk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of the demo.
 *
 * <pre>
 *   broker   <------ builder         loads four objects, has programs build and sum
 *     |  \   <------ walker A, B     map the arenas, walk by the pointers in memory
 *     |   \          C walker        maps the same files, walks the same pointers
 *     |    \ <------ faulter         touches pages that nobody allocated
 *   files   `------- this process    status, page map; compares and prints
 * </pre>
 */
final class Demo {
    private static final Duration START_DEADLINE = Duration.ofSeconds(20);
    private static final Duration WORK_DEADLINE = Duration.ofSeconds(60);
    private static final Duration END_DEADLINE = Duration.ofSeconds(10);
    private static final int PICTURE_WIDTH = 64;

    private final DemoProcesses processes;
    private final int nodes;
    private final PrintWriter out;

    Demo(final DemoProcesses processes, final int nodes, final PrintWriter out) {
        this.processes = processes;
        this.nodes = nodes;
        this.out = out;
    }

    /** {@return whether all walks agree, every check held, and everything ended cleanly} */
    boolean run() throws DemoException, IOException, InterruptedException {
        final Path directory = processes.brokerDirectory();
        final ChildProcess broker = processes.startArena(
                "broker", List.of("broker", "start", "--dir", directory.toString()));
        broker.awaitLine(line -> line.contains("ready"), START_DEADLINE);
        out.printf("broker      pid %d, directory %s%n", broker.pid(), directory);
        out.flush();

        final ChildProcess builder = startRole("builder", "--nodes", Integer.toString(nodes));
        final Optional<Path> compiler = CWalker.compiler();
        final Optional<CWalker> cWalker = compiler.isPresent()
                ? Optional.of(CWalker.compile(compiler.get(), processes))
                : Optional.empty();
        final List<StructureFigures> figures = new ArrayList<>();
        final List<String> structures = new ArrayList<>();
        for (final Structure structure : Structure.values()) {
            final Fact built = builder.awaitFact(BuilderRole.BUILT, WORK_DEADLINE);
            figures.add(new StructureFigures(structure, built));
            structures.addAll(List.of(built.text("arena"), structure.structureName(), built.text("head")));
        }
        awaitSuccess(builder);
        walk(figures, structures, cWalker);
        boolean agreed = true;
        for (final StructureFigures structure : figures) {
            structure.print(out);
            agreed &= structure.agree() && structure.count() == nodes;
        }
        if (compiler.isEmpty()) {
            out.println("C           skipped: no C compiler (cc, gcc, clang) in PATH");
        }
        final Fact faulted = fault();
        printFaults(faulted);
        printBroker();
        agreed &= end(broker, directory);
        out.println(agreed ? "all agree" : "NOT all agree");
        out.flush();
        return agreed;
    }

    private void walk(
            final List<StructureFigures> figures, final List<String> structures, final Optional<CWalker> cWalker)
            throws DemoException, IOException, InterruptedException {
        final List<ChildProcess> walkers = List.of(
                startRole("walker", structures.toArray(String[]::new)),
                startRole("walker", structures.toArray(String[]::new)));
        final Map<String, Walk> inC = cWalker.isPresent()
                ? cWalker.get().walk(processes, structures)
                : Map.of();
        for (final ChildProcess walker : walkers) {
            for (final StructureFigures structure : figures) {
                structure.addWalk(walker.pid(), walker.awaitFact(WalkerRole.WALKED, WORK_DEADLINE));
            }
            awaitSuccess(walker);
        }
        for (final StructureFigures structure : figures) {
            if (cWalker.isPresent()) {
                structure.addC(inC.get(structure.name()));
            }
        }
    }

    private Fact fault() throws DemoException, IOException, InterruptedException {
        final ChildProcess faulter = startRole("faulter");
        final Fact faulted = faulter.awaitFact(FaulterRole.FAULTED, WORK_DEADLINE);
        awaitSuccess(faulter);
        return faulted;
    }

    private void printFaults(final Fact fault) throws DemoException {
        out.printf("fault       nobody had allocated %s; a client wrote %s there, a program read %s%n",
                fault.text("address"), fault.text("wrote"), fault.text("program_read"));
        out.printf("            then a program freed the page: the next touch faulted again and read %s%n",
                fault.text("after_free"));
        out.printf("faults      %d served, as the client saw them p50 %.1f us, p99 %.1f us%n",
                fault.number("faults"), fault.number("p50_ns") / 1e3, fault.number("p99_ns") / 1e3);
    }

    private void printBroker() {
        try (ArenaClient client = ArenaClient.connect(new ArenaClient.Context()
                .directory(processes.brokerDirectory()).clientName("demo"))) {
            final BrokerStatus status = client.status();
            out.printf("            %d served by the broker, in it p50 %.1f us, p99 %.1f us%n",
                    status.faultsServed(), status.faultP50Ns() / 1e3, status.faultP99Ns() / 1e3);
            out.printf("pages       %d allocated in %d arenas; from ' ' for none to '█' for all of a part's pages:%n",
                    status.pagesAllocated(), status.arenas());
            for (final MapInfo map : client.listMaps()) {
                if (map.arenaId() != 0) {
                    try (SharedArena arena = client.openArena(map.arenaId())) {
                        out.printf("  %-14s 0x%x %6d of %6d %s%n", map.objectName(), map.baseAddress(),
                                map.pagesAllocated(), map.maxEntries(),
                                PageMapPicture.draw(arena.pageCount(), arena::isPresent, PICTURE_WIDTH));
                    }
                }
            }
        }
    }

    private boolean end(final ChildProcess broker, final Path directory) throws DemoException, InterruptedException {
        final int status = broker.terminate(END_DEADLINE);
        if (status != 0) {
            out.printf("broker      ended with exit status %d%n", status);
            return false;
        }
        if (Files.exists(directory)) {
            out.printf("broker      left %s behind%n", directory);
            return false;
        }
        return true;
    }

    private ChildProcess startRole(final String role, final String... arguments) throws DemoException, IOException {
        final List<String> command = new ArrayList<>(
                List.of("demo", role, "--dir", processes.brokerDirectory().toString()));
        command.addAll(List.of(arguments));
        return processes.startArena(role, command);
    }

    private static void awaitSuccess(final ChildProcess child) throws DemoException, InterruptedException {
        final int status = child.awaitExit(END_DEADLINE);
        if (status != 0) {
            throw new DemoException("%s (pid %d) ended with exit status %d".formatted(
                    child.name(), child.pid(), status));
        }
    }
}
