package io.bpfarena.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bpfarena.examples.ChangeContext;
import io.bpfarena.examples.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a broker, and one that runs. */
class BrokerCommandsTest {
    @TempDir
    private Path temporary;
    private Path directory;
    private Path contextIn;
    private BrokerProcess broker;

    @BeforeEach
    void start() throws IOException {
        directory = temporary.resolve("broker");
        contextIn = Files.write(temporary.resolve("ctx"), ChangeContext.request(100));
        broker = BrokerProcess.start(
                temporary.resolve("err"), "--dir", directory, extract(Structure.LINKED_LIST));
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private Path extract(final Structure structure) throws IOException {
        final Path file = temporary.resolve(structure.structureName() + ".bpf.o");
        try (InputStream in = Structure.class.getResourceAsStream(structure.objectResource())) {
            Files.copy(in, file);
        }
        return file;
    }

    private static String spaces(final String text) {
        return text.replaceAll(" +", " ");
    }

    @Test
    void shouldSayWhenItIsReady() throws Exception {
        assertTrue(broker.ready().matches("ready: broker in %s, pid %d, epoch \\d+, objects linked_list"
                .formatted(directory, broker.pid())), broker.ready());
        assertEquals("", broker.err());
    }

    @Test
    void shouldTellItsStatus() {
        final Invoked text = Invoked.arena("broker", "status", "--dir", directory);
        final Invoked json = Invoked.arena("broker", "status", "--dir", directory, "--json");
        final JsonObject status = JsonParser.parseString(json.out()).getAsJsonObject();

        assertEquals(0, text.status(), text.err());
        assertTrue(text.out().startsWith("directory: " + directory + "\nversion: "), text.out());
        assertEquals(0, json.status(), json.err());
        assertEquals(broker.pid(), status.get("pid").getAsLong());
        assertEquals(1, status.get("objects").getAsInt());
        assertEquals(1, status.get("arenas").getAsInt());
        assertEquals(1, status.get("clients").getAsInt());
    }

    @Test
    void shouldListItsPrograms() {
        final Invoked list = Invoked.arena("prog", "list", "--dir", directory);

        assertEquals("""
                ID  TYPE     NAME         OBJECT       INSTRUCTIONS  RUNS  RUN TIME
                 1  syscall  list_build   linked_list           132     0      0 ns
                 2  syscall  list_sum     linked_list            61     0      0 ns
                 3  syscall  list_remove  linked_list           102     0      0 ns
                 4  syscall  page_peek    linked_list             8     0      0 ns
                 5  syscall  page_free    linked_list             7     0      0 ns
                """, list.out(), list.err());
    }

    @Test
    void shouldListItsMaps() {
        final Invoked list = Invoked.arena("map", "list", "--dir", directory);
        final JsonArray json = JsonParser.parseString(
                Invoked.arena("map", "list", "--dir", directory, "--json").out()).getAsJsonArray();

        assertEquals("""
                ID TYPE NAME OBJECT KEY SIZE VALUE SIZE MAX ENTRIES FLAGS BASE ADDRESS PAGES ALLOCATED
                 1 arena list_arena linked_list 0 0 8192 0x400 0x300000000000 0
                 2 array linked_l.rodata linked_list 4 8 1 0x480 - -
                 3 array linked_l.bss linked_list 4 64 1 0x400 - -
                """, spaces(list.out()), list.err());
        assertEquals("0x300000000000", json.get(0).getAsJsonObject().get("base_address").getAsString());
        assertTrue(json.get(1).getAsJsonObject().get("base_address").isJsonNull());
    }

    @Test
    void shouldListItsClientsAndTheAskerAmongThem() {
        final Invoked list = Invoked.arena("client", "list", "--dir", directory);

        assertEquals(0, list.status(), list.err());
        assertTrue(spaces(list.out()).matches("ID PID NAME FAULT MODE ARENAS FAULTS ATTACHED SILENT\n"
                + " ?\\d+ %d arena checked 0 0 [0-9.]+ \\w+ [0-9.]+ \\w+\n".formatted(ProcessHandle.current().pid())),
                list.out());
    }

    @Test
    void shouldLoadAnObjectAndRunItsPrograms() throws IOException {
        final Invoked load = Invoked.arena(
                "prog", "load", extract(Structure.HASH_TABLE), "--dir", directory, "--name", "table");
        final Path contextOut = temporary.resolve("ctx-out");
        final Invoked run = Invoked.arena("prog", "run", "table", "table_build", "--dir", directory,
                "--ctx-in", contextIn, "--ctx-out", contextOut);
        final Invoked again = Invoked.arena("prog", "load", "--dir", directory, "--name", "table",
                temporary.resolve("hash_table.bpf.o"));

        assertEquals("id: 2\nname: table\n", load.out(), load.err());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("return value: 0\n"), run.out());
        assertEquals(100, ChangeContext.of(Files.readAllBytes(contextOut)).total());
        assertEquals(1, again.status());
        assertEquals(1, again.err().lines().count(), again.err());
    }

    @Test
    void shouldSetGlobalsOfALoadedObject() throws IOException {
        final Path contextOut = temporary.resolve("ctx-out");
        final Invoked run = Invoked.arena("prog", "run", "linked_list", "list_build", "--dir", directory,
                "--ctx-in", contextIn, "--ctx-out", contextOut, "--global", "list_count=1000");

        assertEquals(0, run.status(), run.err());
        assertEquals(1100, ChangeContext.of(Files.readAllBytes(contextOut)).total());
    }

    @Test
    void shouldFailWhenAFaultEndsTheProgram() {
        // list_sum's context is larger than what it is given: the first store past its end is a fault.
        final Invoked run = Invoked.arena(
                "prog", "run", "linked_list", "list_sum", "--dir", directory, "--ctx-in", contextIn);

        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("arena: program list_sum was ended: ERROR: "), run.err());
        assertTrue(run.err().contains("linked_list.bpf.c:"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void shouldEndRunsThatTakeTooLong() {
        final Invoked run = Invoked.arena("prog", "run", "linked_list", "list_remove", "--dir", directory,
                "--ctx-in", contextIn, "--repeat", Integer.MAX_VALUE, "--timeout", 1);

        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("arena: program list_remove was ended: "), run.err());
    }

    @Test
    void shouldPassOnWhatTheBrokerRefuses() {
        final Invoked program = Invoked.arena("prog", "run", "linked_list", "main", "--dir", directory);
        final Invoked object = Invoked.arena("prog", "run", "nothing", "main", "--dir", directory);

        assertEquals(1, program.status());
        assertEquals("arena: run main of linked_list: ENOENT: object linked_list has no program main\n",
                program.err());
        assertEquals(1, object.status());
        assertEquals("arena: run main of nothing: ENOENT: there is no object nothing\n", object.err());
    }
}
