package io.bpfarena.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.examples.Structure;
import io.bpfarena.examples.walk.Walk;
import org.junit.jupiter.api.Test;

class StructureFiguresTest {
    private static final String BUILT =
            "built structure=linked_list arena=linked_list.list_arena head=0x10 count=3 sum=0x6 hash=0x7 "
                    + "build_ns=1 sum_ns=1";
    private static final String WALKED = "walked structure=linked_list count=3 sum=0x6 hash=%s base=0x0 walk_ns=1";

    @Test
    void shouldAgreeIfAllFoundTheSame() throws DemoException {
        final StructureFigures figures = new StructureFigures(Structure.LINKED_LIST, Fact.parse(BUILT));
        figures.addWalk(1, Fact.parse(WALKED.formatted("0x7")));
        figures.addC(new Walk(3, 6, 7));
        assertTrue(figures.agree());
        assertEquals(3, figures.count());
    }

    @Test
    void shouldNotAgreeIfAClientFoundSomethingElse() throws DemoException {
        final StructureFigures figures = new StructureFigures(Structure.LINKED_LIST, Fact.parse(BUILT));
        figures.addWalk(1, Fact.parse(WALKED.formatted("0x8")));
        assertFalse(figures.agree());
    }

    @Test
    void shouldNotAgreeIfCFoundSomethingElseOrNothing() throws DemoException {
        for (final Walk walk : new Walk[] {new Walk(2, 6, 7), null}) {
            final StructureFigures figures = new StructureFigures(Structure.LINKED_LIST, Fact.parse(BUILT));
            figures.addC(walk);
            assertFalse(figures.agree());
        }
    }

    @Test
    void shouldRefuseTheFiguresOfAnotherStructure() {
        assertThrows(DemoException.class,
                () -> new StructureFigures(Structure.HASH_TABLE, Fact.parse(BUILT)));
    }
}
