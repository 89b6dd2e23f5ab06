package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time is what the test says it is. */
class BrokerLivenessTest {
    private static final BrokerMark MARK = new BrokerMark(42, 1, 1_000, 7, 1_000, "aeron:ipc", 1, "aeron", 0);

    @TempDir
    private Path directory;
    private BrokerMarkFile file;
    private BrokerLiveness liveness;
    private long nowNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);

    @BeforeEach
    void watch() throws Exception {
        file = BrokerMarkFile.create(directory, MARK, 0600);
        liveness = new BrokerLiveness(directory, MARK);
        assertEquals(Optional.empty(), after(0));
    }

    @AfterEach
    void close() {
        file.close();
    }

    private Optional<String> after(final long ms) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
        return liveness.lookAgain(nowNs);
    }

    private int looksUntilGone() {
        int looks = 0;
        while (after(200).isEmpty()) {
            assertTrue(++looks < 100);
        }
        return looks;
    }

    @Test
    void shouldTakeABrokerForGoneWhoseTimestampStands() {
        file.updateActivity(5);
        assertEquals(6, looksUntilGone());
        final String reason = after(200).orElseThrow();
        assertTrue(reason.endsWith("life for 1400 ms, longer than its liveness timeout of 1000 ms (pid 42)"), reason);
    }

    @Test
    void shouldTakeAnyChangeForLifeWhateverTheClockSays() {
        for (int i = 0; i < 50; i++) {
            file.updateActivity(i % 2 == 0 ? 1 : Long.MAX_VALUE - 1);
            assertEquals(Optional.empty(), after(200));
        }
    }

    @Test
    void shouldNotCountTheTimeThatThisProcessWasStopped() {
        assertEquals(Optional.empty(), after(60_000));
        file.updateActivity(2_000);
        assertEquals(Optional.empty(), after(200));
        assertEquals(5, looksUntilGone());
    }

    @Test
    void shouldSeeAtOnceThatABrokerHasEnded() {
        file.updateActivity(0);
        assertEquals(Optional.of("it has ended (pid 42)"), after(200));
        file.close();
        assertEquals(Optional.of("its mark file has been removed"), after(200));
    }

    @Test
    void shouldSeeAtOnceThatNobodyHoldsTheMark() throws Exception {
        final byte[] mark = Files.readAllBytes(BrokerDirectory.mark(directory));
        file.close();
        Files.write(BrokerDirectory.mark(directory), mark);
        assertEquals(Optional.of("it was killed (pid 42)"), after(200));
    }

    @Test
    void shouldCountAMarkThatCannotBeReadAsSilence() throws Exception {
        Files.delete(BrokerDirectory.mark(directory));
        Files.createDirectory(BrokerDirectory.mark(directory));
        assertTrue(looksUntilGone() > 2);
        assertTrue(after(200).orElseThrow().contains("cannot be read"));
    }

    @Test
    void shouldNotLookAllTheTime() throws Exception {
        Files.write(BrokerDirectory.mark(directory), new byte[1]);
        assertEquals(Optional.empty(), after(100));
        assertTrue(after(100).orElseThrow().contains("is 1 bytes"));
    }
}
