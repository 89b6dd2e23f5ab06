package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventDispatcherTest {
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final EventDispatcher dispatcher = new EventDispatcher(new ArenaEventListener() {
        @Override
        public void onClientGone(final long clientId) {
            told.incrementAndGet();
        }

        @Override
        public void onEventsLost(final long count) {
            lost.addAndGet(count);
        }
    }, error -> {
        throw new AssertionError(error);
    });

    @Test
    void shouldCountAndTellWhatDidNotFit() {
        final int events = 10_000;
        for (int i = 0; i < events; i++) {
            dispatcher.event(new ServerMessage.ClientGone(i));
        }
        int rounds = 0;
        while (dispatcher.dispatch() > 0) {
            rounds++;
        }
        assertEquals(4096, told.get());
        assertEquals(events - 4096, lost.get());
        assertEquals(256, rounds);
    }
}
