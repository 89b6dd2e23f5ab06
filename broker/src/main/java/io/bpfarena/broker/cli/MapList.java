package io.bpfarena.broker.cli;

import io.bpfarena.broker.cli.Field.Address;
import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.MapInfo;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena map list}: what a broker has of them. */
@Command(name = "list", aliases = "show",
        header = "List the maps of a broker.", description = {
            "arena map { list | show } [id MAP_ID | name NAME]",
            "Arenas are among them, with base address and pages."})
final class MapList implements Callable<Integer> {
    static final Report<MapInfo> REPORT = new Report<MapInfo>()
            .with("id", MapInfo::id)
            .with("type", MapInfo::type)
            .with("name", MapInfo::name)
            .with("object", MapInfo::objectName)
            .with("key_size", MapInfo::keySize)
            .with("value_size", MapInfo::valueSize)
            .with("max_entries", MapInfo::maxEntries)
            .with("flags", map -> new Address(map.flags()))
            .with("base_address", map -> map.arenaId() == 0 ? null : new Address(map.baseAddress()))
            .with("pages_allocated", map -> map.arenaId() == 0 ? null : map.pagesAllocated());

    @Spec
    private CommandSpec spec;
    @Mixin
    private BrokerOption broker;
    @Mixin
    private JsonOption json;

    @Parameters(arity = "0..2", paramLabel = "[WORD...]", hideParamSyntax = true,
            description = "Which to list, if not all.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws CommandFailedException {
        try (ArenaClient client = broker.connect()) {
            final Predicate<MapInfo> wanted = new MapWords(words).filter();
            final List<MapInfo> maps = client.listMaps().stream().filter(wanted).toList();
            if (maps.isEmpty() && !words.isEmpty()) {
                throw new CommandFailedException("there is no map with %s".formatted(String.join(" ", words)));
            }
            REPORT.printList(maps, spec.commandLine().getOut(), json.json());
        }
        return ExitStatus.OK;
    }
}
