package io.bpfarena.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.examples.walk.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactTest {
    @Test
    void shouldReadBackWhatItPrinted() throws DemoException {
        final Walk walk = new Walk(100_000, -1, 0xebc7_581e_d3b0_09beL);
        final Fact fact = Fact.parse(Fact.about("walked").with("structure", "hash_table").with(walk).toString());
        assertEquals("walked", fact.subject());
        assertEquals("hash_table", fact.text("structure"));
        assertEquals(walk, fact.walk());
    }

    @Test
    void shouldNameWhatIsMissing() throws DemoException {
        final Fact fact = Fact.parse("walked count=1");
        assertEquals("no sum in \"walked count=1\"",
                assertThrows(DemoException.class, () -> fact.number("sum")).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"count=", "count=0x", "count=12a", "count=0x1g"})
    void shouldRefuseWhatIsNoNumber(final String word) throws DemoException {
        final Fact fact = Fact.parse("walked " + word);
        assertThrows(DemoException.class, () -> fact.number("count"));
    }

    @Test
    void shouldRefuseAWordWithoutValue() {
        assertThrows(DemoException.class, () -> Fact.parse("walked count"));
    }
}
