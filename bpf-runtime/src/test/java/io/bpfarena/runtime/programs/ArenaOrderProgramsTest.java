package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.map.Parallel;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load-acquire and store-release in the arena: who sees the number sees the message that was written before it. */
@Timeout(200)
class ArenaOrderProgramsTest {
    private static final int ROUNDS = 500;

    static Stream<Variant> all() {
        return Variant.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldLoadAndStoreAsManyBitsAsAsked(final Variant variant) throws Exception {
        final long there = 0x8877_6655_F433_9281L;
        final long stored = 0x0123_4567_89AB_CDEFL;
        try (KernelObject object = KernelObject.load("arena_order", variant)) {
            for (int bits = 8; bits <= 64; bits *= 2) {
                final long mask = bits == 64 ? ~0L : (1L << bits) - 1;
                final Answer answer = object.run("apply", bits, there, stored);
                assertEquals(there & mask, answer.at(3), bits + " bits loaded");
                assertEquals(there & ~mask | stored & mask, answer.at(4), bits + " bits stored");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldPassWholeMessagesBetweenThreads(final Variant variant) throws Exception {
        try (KernelObject object = KernelObject.load("arena_order", variant)) {
            Parallel.run(
                    thread -> assertEquals(ROUNDS, object.runOnCpu(0, "send", ROUNDS).at(1)),
                    thread -> {
                        final Answer received = object.runOnCpu(1, "receive", ROUNDS);
                        assertEquals(ROUNDS, received.at(1));
                        assertEquals(0, received.at(2), "torn messages");
                    });
        }
    }
}
