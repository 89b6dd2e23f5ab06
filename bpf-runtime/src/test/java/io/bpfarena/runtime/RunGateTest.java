package io.bpfarena.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What lets runs in. */
class RunGateTest {
    private static final int ROUNDS = 2_000_000;

    private final RunGate gate = new RunGate("test");

    /** Who is turned away must not look like somebody inside, in whose company tail calls are let in. */
    @Test
    void shouldLetNobodyIntoWhatIsClosedWhileOthersTry() throws Exception {
        gate.close(Duration.ZERO);
        final AtomicBoolean stop = new AtomicBoolean();
        final Thread knocking = new Thread(() -> {
            while (!stop.get()) {
                assertFalse(gate.enterIfOpen());
                assertThrows(IllegalStateException.class, gate::enter);
            }
        });
        knocking.start();
        int entered = 0;
        for (int i = 0; i < ROUNDS && entered == 0; i++) {
            entered += gate.tryEnter() ? 1 : 0;
        }
        stop.set(true);
        knocking.join();
        assertEquals(0, entered);
    }

    @Test
    void shouldLetTailCallsInAsLongAsSomebodyIsInside() {
        gate.enter();
        assertThrows(ProgramsRunningException.class, () -> gate.close(Duration.ZERO));
        assertTrue(gate.enterIfOpen(), "it opened again");
        assertTrue(gate.tryEnter());
        gate.leave();
        gate.leave();
        gate.leave();
        gate.close(Duration.ZERO);
        assertFalse(gate.tryEnter());
    }
}
