package io.bpfarena.client.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.memory.ArenaFormatException;
import io.bpfarena.linux.LinuxFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerMarkFileTest {
    private static final BrokerMark MARK = new BrokerMark(
            4242, 1_000_000, 1_000_500, 7, 5_000, ControlProtocol.CONTROL_CHANNEL, ControlProtocol.CONTROL_STREAM_ID,
            "aeron", 65536);

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatWasWritten() throws Exception {
        try (BrokerMarkFile file = BrokerMarkFile.create(directory, MARK, 0600)) {
            assertEquals(MARK, BrokerMark.read(directory));
            file.updateActivity(1_002_000);
            assertEquals(1_002_000, BrokerMark.read(directory).activityTimestampMs());
            assertEquals(directory.resolve("aeron"), MARK.aeronDirectory(directory));
        }
    }

    @Test
    void shouldRefuseASecondBroker() throws Exception {
        try (BrokerMarkFile first = BrokerMarkFile.create(directory, MARK, 0600)) {
            final BrokerActiveException e = assertThrows(BrokerActiveException.class,
                    () -> BrokerMarkFile.create(directory, MARK, 0600));
            assertTrue(e.getMessage().contains("(pid 4242)"), e.getMessage());
            first.updateActivity(1_002_000);
            assertEquals(1_002_000, BrokerMark.read(directory).activityTimestampMs());
        }
    }

    @Test
    void shouldRemoveTheFileAndLetTheNextBrokerIn() throws Exception {
        final BrokerMarkFile first = BrokerMarkFile.create(directory, MARK, 0600);
        first.close();
        first.close();
        first.updateActivity(1);
        assertFalse(Files.exists(BrokerDirectory.mark(directory)));
        BrokerMarkFile.create(directory, MARK, 0600).close();
    }

    @Test
    void shouldTakeOverTheFileOfAKilledBroker() throws Exception {
        Files.write(BrokerDirectory.mark(directory), new byte[] {1, 0, 0, 0, 9, 9, 9});
        try (BrokerMarkFile _ = BrokerMarkFile.create(directory, MARK, 0600)) {
            assertEquals(MARK, BrokerMark.read(directory));
        }
    }

    @Test
    void shouldLetAtMostOneOfManyBrokersInAtATime() throws Exception {
        final AtomicInteger holders = new AtomicInteger();
        final AtomicInteger successes = new AtomicInteger();
        final Callable<Void> contender = () -> {
            while (successes.get() < 200) {
                try (BrokerMarkFile _ = BrokerMarkFile.create(directory, MARK, 0600)) {
                    assertEquals(1, holders.incrementAndGet());
                    assertEquals(MARK, BrokerMark.read(directory));
                    successes.incrementAndGet();
                    holders.decrementAndGet();
                } catch (final BrokerActiveException e) {
                    Thread.onSpinWait();
                }
            }
            return null;
        };
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (final Future<Void> done : executor.invokeAll(Collections.nCopies(4, contender))) {
                done.get();
            }
        }
        assertFalse(Files.exists(BrokerDirectory.mark(directory)));
    }

    /** What the other JVM runs: holds the mark until it is killed. */
    static final class Holder {
        private Holder() {
        }

        public static void main(final String[] arguments) throws Exception {
            try (BrokerMarkFile _ = BrokerMarkFile.create(Path.of(arguments[0]), MARK, 0600)) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    @Test
    void shouldLetTheNextBrokerInAtOnceWhenOneIsKilled() throws Exception {
        final Process holder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Holder.class.getName(), directory.toString())
                .redirectErrorStream(true).start();
        try (BufferedReader output = holder.inputReader()) {
            assertEquals("held", output.readLine());
            assertTrue(BrokerMarkFile.isHeld(directory));
            assertThrows(BrokerActiveException.class, () -> BrokerMarkFile.create(directory, MARK, 0600));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertFalse(BrokerMarkFile.isHeld(directory));
        BrokerMarkFile.create(directory, MARK, 0600).close();
    }

    @Test
    void shouldLetABrokerInWhileClientsAskWhetherOneLives() throws Exception {
        final Path mark = BrokerDirectory.mark(directory);
        Files.write(mark, new byte[BrokerMarkDescriptor.LENGTH]);
        final AtomicBoolean asking = new AtomicBoolean(true);
        final Callable<Void> client = () -> {
            try (LinuxFile file = LinuxFile.openReadOnly(mark)) {
                while (asking.get()) {
                    file.isLocked();
                }
            }
            return null;
        };
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Void> done = executor.submit(client);
            try {
                for (int i = 0; i < 100; i++) {
                    final Path kept = Files.createLink(directory.resolve("kept"), mark);
                    BrokerMarkFile.create(directory, MARK, 0600).close();
                    Files.move(kept, mark);
                }
            } finally {
                asking.set(false);
            }
            done.get();
        }
    }

    @Test
    void shouldCountAsActiveUntilTheLivenessTimeout() {
        assertTrue(MARK.isActive(1_005_500));
        assertFalse(MARK.isActive(1_005_501));
        assertFalse(new BrokerMark(1, 1, BrokerMarkDescriptor.ENDED, 1, Long.MAX_VALUE, "c", 1, "a", 0).isActive(0));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, version 2 at offset 0",
        "0, 0, has not finished starting",
        "40, 0, liveness timeout 0 at offset 40",
        "48, -1, error log length -1 at offset 48",
        "128, 0, control channel of 0 bytes at offset 128",
        "384, 0, aeron directory of 0 bytes at offset 384",
    })
    void shouldNameTheFieldThatIsWrong(final int offset, final long value, final String expected) throws Exception {
        try (BrokerMarkFile _ = BrokerMarkFile.create(directory, MARK, 0600)) {
            final Path path = BrokerDirectory.mark(directory);
            final byte[] bytes = Files.readAllBytes(path);
            final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (offset == BrokerMarkDescriptor.VERSION_OFFSET) {
                buffer.putInt(offset, (int) value);
            } else {
                buffer.putLong(offset, value);
            }
            Files.write(path, bytes);
            final ArenaFormatException e =
                    assertThrows(ArenaFormatException.class, () -> BrokerMark.read(directory));
            assertTrue(e.getMessage().contains(expected), e.getMessage());
        }
    }

    @Test
    void shouldRefuseATextWithoutAnEnd() throws Exception {
        final byte[] bytes = new byte[BrokerMarkDescriptor.LENGTH];
        Arrays.fill(bytes, (byte) 'a');
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, BrokerMarkDescriptor.VERSION);
        Files.write(BrokerDirectory.mark(directory), bytes);
        final ArenaFormatException e = assertThrows(ArenaFormatException.class, () -> BrokerMark.read(directory));
        assertTrue(e.getMessage().contains("control channel of 256 bytes"), e.getMessage());
    }

    @Test
    void shouldRefuseAShortFileAndAMissingOne() throws IOException {
        assertThrows(IOException.class, () -> BrokerMark.read(directory));
        Files.write(BrokerDirectory.mark(directory), new byte[100]);
        final ArenaFormatException e = assertThrows(ArenaFormatException.class, () -> BrokerMark.read(directory));
        assertEquals("broker.mark is 100 bytes, expected 4096", e.getMessage());
    }

    @Test
    void shouldRefuseATextThatDoesNotFit() {
        final BrokerMark mark = new BrokerMark(1, 1, 1, 1, 1, "aeron:ipc", 1, "x".repeat(1024), 0);
        assertThrows(IllegalArgumentException.class, () -> BrokerMarkFile.create(directory, mark, 0600));
        assertFalse(Files.exists(BrokerDirectory.mark(directory)));
    }

    @ParameterizedTest
    @CsvSource({"demo, true", "a.b_c-1, true", "'', false", "., false", "..,false", "a/b, false", "ä, false"})
    void shouldTakeOnlyPlainNamesForArenas(final String name, final boolean expected) {
        assertEquals(expected, BrokerDirectory.isArenaName(name));
    }
}
