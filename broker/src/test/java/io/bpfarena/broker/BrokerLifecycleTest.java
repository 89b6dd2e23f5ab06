package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.bpfarena.broker.page.FileAccess;
import io.bpfarena.broker.page.TmpfsMount;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.runtime.BpfRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLifecycleTest {
    @TempDir
    private Path temporary;

    private Path directory() {
        return temporary.resolve("broker");
    }

    private Broker.Context context() {
        return new Broker.Context().directory(directory()).livenessTimeout(Duration.ofSeconds(2));
    }

    private static List<String> namesIn(final Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private boolean isActive() throws Exception {
        return BrokerMark.read(directory()).isActive(System.currentTimeMillis());
    }

    @Test
    void shouldMakeItsDirectoryAndRemoveAllOfIt() throws Exception {
        try (Broker broker = Broker.launch(context().addObject("workload", TestObjects.workload()))) {
            assertTrue(isActive());
            assertEquals(List.of("aeron", "arenas", "broker.mark", "errors"), namesIn(directory()));
            assertEquals(List.of("workload.arena"), namesIn(BrokerDirectory.arenas(directory())));
            assertEquals("rwx------", permissions(directory()));
            assertEquals("rwx------", permissions(BrokerDirectory.aeron(directory())));
            assertEquals("rw-------", permissions(BrokerDirectory.mark(directory())));
            assertEquals("rw-------", permissions(BrokerDirectory.errors(directory())));
            assertEquals(directory(), broker.directory());
            assertEquals(broker.epoch(), BrokerMark.read(directory()).epoch());
            assertEquals(Optional.empty(), broker.failure());
        }
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldEndAwaitWhenClosed() throws Exception {
        final Broker broker = Broker.launch(context());
        final Thread closer = Thread.ofPlatform().start(broker::close);
        broker.await();
        closer.join();
        broker.close();
        assertEquals(Optional.empty(), broker.failure());
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldSayThatItFailed() throws Exception {
        try (Broker broker = Broker.launch(context())) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("bpf-arena-control")).forEach(Thread::interrupt);
            broker.await();
            assertEquals("the control agent's thread has ended", broker.failure().orElseThrow().getMessage());
        }
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldRefuseASecondBrokerAndLeaveTheFirstAlone() throws Exception {
        try (Broker first = Broker.launch(context())) {
            assertTrue(isActive());
            final BrokerStartException e =
                    assertThrows(BrokerStartException.class, () -> Broker.launch(context()));
            assertTrue(e.getMessage().contains("a broker is active in " + directory()), e.getMessage());
            assertTrue(e.getMessage().contains("pid " + ProcessHandle.current().pid()), e.getMessage());
            assertTrue(e.getMessage().matches(".*started [0-9.]+ s ago, last sign of life [0-9.]+ s ago.*"),
                    e.getMessage());
            assertEquals(first.epoch(), BrokerMark.read(directory()).epoch());
            assertEquals(List.of("aeron", "arenas", "broker.mark", "errors"), namesIn(directory()));
        }
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldTakeOverWhatAKilledBrokerLeft() throws Exception {
        final long oldEpoch = System.currentTimeMillis() + 1_000_000;
        leaveAsIfKilled(oldEpoch);
        final Path foreign = Files.createFile(directory().resolve("notes.txt"));
        try (Broker broker = Broker.launch(context())) {
            assertEquals(oldEpoch + 1, broker.epoch());
            assertEquals(List.of(), namesIn(BrokerDirectory.arenas(directory())));
        }
        assertEquals(List.of("notes.txt"), namesIn(directory()));
        Files.delete(foreign);
    }

    /** The files of a broker whose process is gone: nobody holds the mark. */
    private void leaveAsIfKilled(final long epoch) throws Exception {
        Files.createDirectory(directory(), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        final BrokerMark mark = new BrokerMark(
                1, epoch - 5, epoch - 1, epoch, 2000, ControlProtocol.CONTROL_CHANNEL,
                ControlProtocol.CONTROL_STREAM_ID, "aeron", 4096);
        final byte[] markBytes;
        try (BrokerMarkFile _ = BrokerMarkFile.create(directory(), mark, 0600)) {
            markBytes = Files.readAllBytes(BrokerDirectory.mark(directory()));
        }
        Files.write(BrokerDirectory.mark(directory()), markBytes);
        Files.write(BrokerDirectory.errors(directory()), new byte[4096]);
        final Path publications = Files.createDirectories(BrokerDirectory.aeron(directory()).resolve("publications"));
        Files.write(publications.resolve("17.logbuffer"), new byte[100]);
        Files.write(BrokerDirectory.aeron(directory()).resolve("cnc.dat"), new byte[100]);
        final Path arena = Files.createDirectories(BrokerDirectory.arenas(directory()).resolve("workload.arena"));
        Files.write(arena.resolve("pages"), new byte[100]);
        Files.write(arena.resolve("table"), new byte[100]);
    }

    @Test
    void shouldNotFollowALinkThatWasPutIntoItsDirectory() throws Exception {
        final Path outside = Files.createDirectories(temporary.resolve("outside/x"));
        Files.createFile(outside.resolve("pages"));
        leaveAsIfKilled(5);
        Files.createSymbolicLink(BrokerDirectory.arenas(directory()).resolve("link"), outside);
        assertRefused("arenas has something in it that is not a broker's");
        assertEquals(List.of("pages"), namesIn(outside));
        assertEquals(List.of("link"), namesIn(BrokerDirectory.arenas(directory())));
    }

    @Test
    void shouldKeepADirectoryThatItDidNotMake() throws Exception {
        Files.createDirectory(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwx------"));
        Broker.launch(context()).close();
        assertEquals(List.of(), namesIn(directory()));
    }

    @Test
    void shouldRefuseADirectoryThatCannotBeTrusted() throws Exception {
        final Path real = Files.createDirectory(temporary.resolve("real"));
        Files.createSymbolicLink(directory(), real);
        assertRefused("is a symbolic link");
        Files.delete(directory());

        Files.createFile(directory());
        assertRefused("is a file");
        Files.delete(directory());

        Files.createDirectory(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused("has mode 0777");
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwx---"));
        assertRefused("has mode 0770");
        assertEquals(List.of(), namesIn(directory()));
    }

    @Test
    void shouldRefuseADirectoryOfAnotherUser() throws Exception {
        Files.createDirectory(directory());
        try {
            Files.setAttribute(directory(), "unix:uid", 54321);
        } catch (final IOException e) {
            assumeTrue(false, "skipped: this user cannot give a directory away: " + e);
        }
        assertRefused("belongs to user 54321");
    }

    @Test
    void shouldRefuseADirectoryWithoutParent() {
        final BrokerStartException e = assertThrows(BrokerStartException.class,
                () -> Broker.launch(context().directory(temporary.resolve("missing/broker"))));
        assertTrue(e.getMessage().contains("there is no directory"), e.getMessage());
    }

    private void assertRefused(final String expected) {
        final BrokerStartException e = assertThrows(BrokerStartException.class, () -> Broker.launch(context()));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void shouldPutTheDriverWhereItIsTold() throws Exception {
        final Path aeron = temporary.resolve("driver");
        try (Broker _ = Broker.launch(context().aeronDirectory(aeron))) {
            assertEquals(aeron.toString(), BrokerMark.read(directory()).aeronDirectory());
            assertTrue(Files.exists(aeron.resolve("cnc.dat")));
            assertEquals("rwx------", permissions(aeron));
        }
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldNotDeleteTheFilesOfADriverThatIsActive() throws Exception {
        final Path aeron = temporary.resolve("driver");
        try (MediaDriver _ = MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(aeron.toString())
                .threadingMode(ThreadingMode.SHARED).dirDeleteOnShutdown(true))) {
            final BrokerStartException e = assertThrows(BrokerStartException.class,
                    () -> Broker.launch(context().aeronDirectory(aeron)));
            assertTrue(e.getMessage().contains("a media driver is active in " + aeron), e.getMessage());
            assertTrue(Files.exists(aeron.resolve("cnc.dat")));
        }
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldNotDeleteADirectoryWhoseDriverIsOfAnUnknownVersion() throws Exception {
        final Path aeron = Files.createDirectory(temporary.resolve("driver"));
        final byte[] unknown = new byte[8192];
        unknown[3] = 99;
        Files.write(aeron.resolve("cnc.dat"), unknown);
        final BrokerStartException e = assertThrows(BrokerStartException.class,
                () -> Broker.launch(context().aeronDirectory(aeron)));
        assertTrue(e.getMessage().contains("cannot tell whether a media driver is active"), e.getMessage());
        assertArrayEquals(unknown, Files.readAllBytes(aeron.resolve("cnc.dat")));
    }

    @Test
    void shouldNotDeleteADirectoryThatIsNoDrivers() throws Exception {
        final Path photos = Files.createDirectory(temporary.resolve("photos"));
        Files.createFile(photos.resolve("cat.jpg"));
        final BrokerStartException e = assertThrows(BrokerStartException.class,
                () -> Broker.launch(context().aeronDirectory(photos)));
        assertTrue(e.getMessage().contains("is no media driver's directory"), e.getMessage());
        assertEquals(List.of("cat.jpg"), namesIn(photos));
        assertEquals(List.of("photos"), namesIn(temporary));
    }

    @Test
    void shouldLeaveNothingBehindWhenAnObjectDoesNotLoad() throws Exception {
        final BrokerStartException e = assertThrows(BrokerStartException.class,
                () -> Broker.launch(context()
                        .addObject("workload", TestObjects.workload()).addObject("bad", new byte[100])));
        assertTrue(e.getMessage().contains("object bad: ELF header"), e.getMessage());
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldNotLetMapsHaveMoreMemoryThanItIsTold() throws Exception {
        final BrokerStartException e = assertThrows(BrokerStartException.class, () -> Broker.launch(
                context().maxMapMemory(4095).addObject("workload", TestObjects.workload())));
        assertTrue(e.getMessage().contains("of the limit on map memory are in use: limit=4095"), e.getMessage());
        assertEquals(List.of(), namesIn(temporary));
    }

    @Test
    void shouldTakeTheLimitOnMapMemoryFromItsProperty() {
        System.setProperty(Broker.Context.MAX_MAP_MEMORY_PROPERTY, "3m");
        try {
            assertEquals(3 << 20, new Broker.Context().maxMapMemory());
        } finally {
            System.clearProperty(Broker.Context.MAX_MAP_MEMORY_PROPERTY);
        }
        assertEquals(new BpfRuntime.Context().mapMemoryLimit(), new Broker.Context().maxMapMemory());
    }

    @Test
    void shouldSayThatThereIsNoSpaceForTheDriver() throws Exception {
        try (TmpfsMount mount = TmpfsMount.mount(temporary.resolve("small"), "4m")) {
            final Path inside = mount.directory().resolve("broker");
            final BrokerStartException e = assertThrows(BrokerStartException.class,
                    () -> Broker.launch(context().directory(inside)));
            assertTrue(e.getMessage().contains("the media driver needs"), e.getMessage());
            assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
            assertEquals(List.of(), namesIn(mount.directory()));
        }
    }

    @Test
    void shouldStartInWhatItSaysItNeeds() throws Exception {
        try (TmpfsMount mount = TmpfsMount.mount(temporary.resolve("enough"), "20m")) {
            final Path inside = mount.directory().resolve("broker");
            Broker.launch(context().directory(inside)).close();
            assertEquals(List.of(), namesIn(mount.directory()));
        }
    }

    @Test
    void shouldLetTheGroupInWhenAsked() throws Exception {
        try (Broker _ = Broker.launch(context().access(FileAccess.GROUP))) {
            assertEquals("rwxrwx---", permissions(directory()));
            assertEquals("rwxrwx---", permissions(BrokerDirectory.aeron(directory())));
            assertEquals("rw-rw----", permissions(BrokerDirectory.aeron(directory()).resolve("cnc.dat")));
            assertEquals("rw-r-----", permissions(BrokerDirectory.mark(directory())));
        }
        final Path file = Files.createFile(temporary.resolve("file"));
        assertFalse(permissions(file).startsWith("rw-rw"), "the umask is as it was");
    }

    @Test
    void shouldRefuseAContextThatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> Broker.launch(context().maxClients(0)));
        assertThrows(IllegalArgumentException.class, () -> Broker.launch(context().workers(1 << 20)));
        assertThrows(IllegalArgumentException.class, () -> Broker.launch(context().maxMapMemory(-1)));
        assertThrows(IllegalArgumentException.class, () -> Broker.launch(context().livenessTimeout(Duration.ZERO)));
        assertThrows(IllegalArgumentException.class, () -> Broker.launch(context().idleStrategy("hurry")));
        final Broker.Context context = context();
        context.conclude();
        assertThrows(IllegalStateException.class, () -> Broker.launch(context));
    }
}
