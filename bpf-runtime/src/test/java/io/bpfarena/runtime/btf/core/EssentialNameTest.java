package io.bpfarena.runtime.btf.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A flavor begins at three underscores, neither more nor at an end of the name. */
class EssentialNameTest {
    @ParameterizedTest
    @CsvSource({
        "task,            task",
        "task___old,      task",
        "task___v2___v3,  task___v2",
        "task____old,     task____old",
        "___task,         ___task",
        "task___,         task___",
        "a___b,           a",
        "a__b,            a__b",
        "____x,           ____x",
        "_a___b,          _a",
        "a_b___c_d,       a_b",
        "'',              ''",
    })
    void shouldEndBeforeTheFlavor(final String name, final String essential) {
        assertEquals(essential, EssentialName.of(name));
        assertFalse(EssentialName.same(name, "other"));
    }

    @ParameterizedTest
    @CsvSource({
        "task,      task___old,     true",
        "task___a,  task___b,       true",
        "task___a,  task____b,      false",
        "task,      tasks___old,    false",
        "task,      task__old,      false",
    })
    void shouldCompareWithoutFlavors(final String one, final String other, final boolean same) {
        assertEquals(same, EssentialName.same(one, other));
        assertEquals(same, EssentialName.same(other, one));
    }
}
