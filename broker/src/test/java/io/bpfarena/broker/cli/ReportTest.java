package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bpfarena.broker.cli.Field.Address;
import io.bpfarena.broker.cli.Field.Nanoseconds;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private record Item(int id, String name, long base, long time, List<String> lines) {
    }

    private static final Report<Item> REPORT = new Report<Item>()
            .with("id", Item::id)
            .with("object_name", Item::name)
            .with("base", item -> new Address(item.base()))
            .with("run_time_ns", item -> new Nanoseconds(item.time()));

    private static final List<Item> ITEMS = List.of(
            new Item(7, "linked list", 0x300000000000L, 999, List.of()),
            new Item(12, "x", 0, 1_250_000, List.of()));

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void shouldPrintATable() {
        REPORT.printList(ITEMS, out, false);

        assertEquals("""
                ID  OBJECT NAME            BASE  RUN TIME
                 7  linked list  0x300000000000    999 ns
                12  x                       0x0    1.3 ms
                """, text.toString());
    }

    @Test
    void shouldPrintTheHeadOfAnEmptyTable() {
        REPORT.printList(List.of(), out, false);

        assertEquals("ID  OBJECT NAME  BASE  RUN TIME\n", text.toString());
    }

    @Test
    void shouldPrintAnArray() {
        REPORT.printList(ITEMS, out, true);

        final JsonArray array = JsonParser.parseString(text.toString()).getAsJsonArray();
        assertEquals(2, array.size());
        final JsonObject first = array.get(0).getAsJsonObject();
        assertEquals(List.of("id", "object_name", "base", "run_time_ns"), List.copyOf(first.keySet()));
        assertEquals(7, first.get("id").getAsInt());
        assertEquals("0x300000000000", first.get("base").getAsString());
        assertEquals(999, first.get("run_time_ns").getAsLong());
        assertEquals('\n', text.toString().charAt(text.toString().length() - 1));
    }

    @Test
    void shouldPrintLinesAndLists() {
        final Report<Item> report = new Report<Item>().with("object_name", Item::name).with("faults", Item::lines);
        report.printOne(new Item(1, "a", 0, 0, List.of("first", "second")), out, false);
        report.printOne(new Item(1, "b", 0, 0, List.of()), out, false);

        assertEquals("""
                object name: a
                faults:
                  first
                  second
                object name: b
                """, text.toString());
    }

    @Test
    void shouldEscapeWhatProgramsAndObjectsAreCalled() {
        final String nasty = "quote\" back\\slash \u0001 line\nend \u2028 \uD83D\uDC1D";
        new Report<Item>().with("name", Item::name).with("lines", Item::lines)
                .printOne(new Item(0, nasty, 0, 0, List.of(nasty)), out, true);

        final JsonObject object = JsonParser.parseString(text.toString()).getAsJsonObject();
        assertEquals(nasty, object.get("name").getAsString());
        assertEquals(nasty, object.get("lines").getAsJsonArray().get(0).getAsString());
    }

    @Test
    void shouldNotLetANameDriveTheTerminal() {
        new Report<Item>().with("name", Item::name)
                .printOne(new Item(0, "a\u001b[2Jb\nc\u0007\u009b", 0, 0, List.of()), out, false);

        assertEquals("name: a\\u001b[2Jb\\u000ac\\u0007\\u009b\n", text.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,0 ns", "999,999 ns", "1000,1.0 us", "12345,12.3 us", "999949999,999.9 ms",
        "999950000,1.0 s", "61000000000,61.0 s"})
    void shouldChooseTheUnit(final long nanoseconds, final String expected) {
        assertEquals(expected, new Nanoseconds(nanoseconds).toString());
    }
}
