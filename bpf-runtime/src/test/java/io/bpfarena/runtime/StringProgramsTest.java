package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Helpers and kfuncs on text. The answers in the table are those of a 6.18 kernel to the same program, but for
 * strncasecmp, strcasestr and strncasestr, which came later.
 */
class StringProgramsTest {
    private static final List<String> FUNCTIONS = List.of("strcmp", "strcasecmp", "strncasecmp", "strchr", "strchrnul",
            "strnchr", "strrchr", "strlen", "strnlen", "strspn", "strcspn", "strstr", "strcasestr", "strnstr",
            "strncasestr", "strtol", "strtoul", "strncmp");
    private static final Map<String, Integer> PLACES = Map.of("NULL", 1, "BAD", 2, "ENDLESS", 3);
    private static final int FIRST = 24;
    private static final int SECOND = 88;
    private static final int ANSWER = 152;
    private static final int RESULT = 160;

    private static HelperProgram program;

    @BeforeAll
    static void load() throws Exception {
        program = new HelperProgram("strings");
        assertEquals(70_000, program.run("fill", HelperProgram.context(8)).retval());
    }

    @AfterAll
    static void close() {
        program.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/questions/strings.csv", delimiter = '|', quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false)
    void shouldAnswerAsTheKernelDoes(final String function, final String first, final String second, final int flags,
            final long number, final long answer, final long result) throws Exception {
        final ByteBuffer question = HelperProgram.context(168);
        assertTrue(FUNCTIONS.contains(function), function);
        question.putInt(0, FUNCTIONS.indexOf(function) + 1).putInt(12, flags).putLong(16, number);
        put(question, 4, FIRST, first);
        put(question, 8, SECOND, second);
        program.run("ask", question);
        assertEquals(answer, question.getLong(ANSWER));
        assertEquals(result, question.getLong(RESULT));
    }

    private static void put(final ByteBuffer question, final int place, final int offset, final String text) {
        question.putInt(place, PLACES.getOrDefault(text, 0));
        if (!PLACES.containsKey(text)) {
            question.put(offset, HelperProgram.bytes(text));
        }
    }
}
