package io.bpfarena.broker.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRangeTest {
    @ParameterizedTest
    @CsvSource({"5,3, 9,2, 5,6", "9,2, 5,3, 5,6", "5,10, 7,2, 5,10", "5,3, 8,1, 5,4", "0,0, 7,2, 7,2", "7,2, 0,0, 7,2",
        "0,0, 0,0, 0,0", "0,1, 1048575,1, 0,1048576"})
    void shouldSpanBoth(
            final int page, final int count, final int otherPage, final int otherCount, final int expectedPage,
            final int expectedCount) {
        assertEquals(new PageRange(expectedPage, expectedCount),
                new PageRange(page, count).span(new PageRange(otherPage, otherCount)));
    }
}
