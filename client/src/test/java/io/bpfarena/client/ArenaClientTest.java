package io.bpfarena.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.Aeron;
import io.bpfarena.client.protocol.BrokerClosingEncoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerMark;
import io.bpfarena.client.protocol.BrokerMarkFile;
import io.bpfarena.client.protocol.BrokerStatusEncoder;
import io.bpfarena.client.protocol.ClientGoneEncoder;
import io.bpfarena.client.protocol.PagesAllocatedEncoder;
import io.bpfarena.client.protocol.PagesFreedEncoder;
import io.bpfarena.client.protocol.RunProgramDecoder;
import io.bpfarena.client.protocol.StatusDecoder;
import io.bpfarena.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session: what becomes of a request when the other end answers, refuses, errs, falls silent or goes. */
class ArenaClientTest {
    private static final long LIVENESS_MS = 10_000;
    private static final ScriptedBroker.Script SILENT = (_, _) -> { };
    private static final ScriptedBroker.Script STATUS = (request, broker) -> answerStatus(
            broker, request.message(new StatusDecoder()).correlationId());

    @TempDir
    private Path directory;
    private final List<Object> events = new CopyOnWriteArrayList<>();

    private static void answerStatus(final ScriptedBroker broker, final long correlationId) {
        broker.send((buffer, header) -> {
            final BrokerStatusEncoder status = new BrokerStatusEncoder();
            status.wrapAndApplyHeader(buffer, 0, header);
            return status.correlationId(correlationId).pid(1).epoch(2).uptimeNs(3).clients(4).objects(5).arenas(6)
                    .pagesAllocated(7).faultsServed(8).faultP50Ns(9).faultP99Ns(10).directory("/d").version("v");
        });
    }

    private ArenaClient.Context context() {
        return new ArenaClient.Context().directory(directory).clientName("test").errorHandler(events::add)
                .messageTimeout(Duration.ofSeconds(20));
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoBroker() {
        final BrokerUnavailableException e =
                assertThrows(BrokerUnavailableException.class, () -> ArenaClient.connect(context()));
        assertTrue(e.getMessage().startsWith("no broker in %s: there is no %s; "
                .formatted(directory, BrokerDirectory.mark(directory))), e.getMessage());
        assertTrue(e.getMessage().endsWith("arena broker start --dir " + directory), e.getMessage());
    }

    @Test
    void shouldSayThatABrokerHasShownNoLife() throws Exception {
        try (BrokerMarkFile _ = BrokerMarkFile.create(directory, new BrokerMark(
                4242, 1, System.currentTimeMillis() - 60_000, 1, 5_000, "aeron:ipc", 1, "aeron", 0), 0600)) {
            final BrokerUnavailableException e =
                    assertThrows(BrokerUnavailableException.class, () -> ArenaClient.connect(context()));
            assertTrue(e.getMessage().contains("no life for 6"), e.getMessage());
            assertTrue(e.getMessage().contains("(pid 4242)"), e.getMessage());
        }
    }

    @Test
    void shouldSayThatABrokerWasKilled() throws Exception {
        final byte[] mark;
        try (BrokerMarkFile _ = BrokerMarkFile.create(directory, new BrokerMark(
                4242, 1, System.currentTimeMillis(), 1, 5_000, "aeron:ipc", 1, "aeron", 0), 0600)) {
            mark = Files.readAllBytes(BrokerDirectory.mark(directory));
        }
        Files.write(BrokerDirectory.mark(directory), mark);
        final BrokerUnavailableException e =
                assertThrows(BrokerUnavailableException.class, () -> ArenaClient.connect(context()));
        assertTrue(e.getMessage().contains("it was killed (pid 4242)"), e.getMessage());
    }

    @Test
    void shouldSayThatAMarkIsNotValid() throws Exception {
        Files.write(BrokerDirectory.mark(directory), new byte[4096]);
        final BrokerUnavailableException e =
                assertThrows(BrokerUnavailableException.class, () -> ArenaClient.connect(context()));
        assertTrue(e.getMessage().contains("has not finished starting"), e.getMessage());
    }

    @Test
    void shouldAttachAskAndDetach() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, STATUS)) {
            try (ArenaClient client = ArenaClient.connect(context())) {
                assertEquals(ScriptedBroker.CLIENT_ID, client.clientId());
                assertEquals(ScriptedBroker.EPOCH, client.epoch());
                assertEquals(new BrokerStatus(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "/d", "v"), client.status());
                assertEquals(0, broker.detaches());
            }
            assertEquals(1, broker.detaches());
        }
        assertEquals(List.of(), events);
    }

    @Test
    void shouldPassOnThatAttachingIsRefused() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, STATUS)) {
            broker.attachCode(Errno.EPROTO.number());
            final ControlException e =
                    assertThrows(ControlException.class, () -> ArenaClient.connect(context()));
            assertEquals(Errno.EPROTO, e.errno());
            assertEquals("attach: EPROTO: go away", e.getMessage());
            assertNoThreadsLeft();
        }
    }

    @Test
    void shouldPassOnCodeAndTextOfARefusal() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (request, broker) ->
                    broker.reply(request.message(new StatusDecoder()).correlationId(), 16, "busy with it"));
                ArenaClient client = ArenaClient.connect(context())) {
            final ControlException e = assertThrows(ControlException.class, client::status);
            assertEquals(Errno.EBUSY, e.errno());
            assertEquals("busy with it", e.text());
        }
    }

    @Test
    void shouldEndTheWaitForAnAnswerAtItsDeadline() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, SILENT);
                ArenaClient client = ArenaClient.connect(context().messageTimeout(Duration.ofMillis(300)))) {
            final ControlTimeoutException e = assertThrows(ControlTimeoutException.class, client::status);
            assertEquals("status: no answer within PT0.3S", e.getMessage());
        }
    }

    @Test
    void shouldNoticeABrokerThatFellSilent() throws Exception {
        final AtomicReference<BrokerGoneException> told = new AtomicReference<>();
        final ArenaEventListener listener = new ArenaEventListener() {
            @Override
            public void onBrokerGone(final BrokerGoneException reason) {
                told.set(reason);
            }
        };
        try (ScriptedBroker broker = new ScriptedBroker(directory, 500, SILENT);
                ArenaClient client = ArenaClient.connect(context().eventListener(listener))) {
            broker.fallSilent();
            final BrokerGoneException e = assertThrows(BrokerGoneException.class, client::status);
            assertTrue(e.getMessage().contains("no life for"), e.getMessage());
            assertTrue(e.getMessage().endsWith("not answered: status"), e.getMessage());
            Await.until("listener told", () -> told.get() != null);
            assertThrows(BrokerGoneException.class, client::status);
            assertThrows(BrokerGoneException.class, () -> client.openArena("demo"));
        }
    }

    @Test
    void shouldNoticeThatItsSessionWasEnded() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (_, broker) -> broker.closeAnswers());
                ArenaClient client = ArenaClient.connect(context())) {
            final BrokerGoneException e = assertThrows(BrokerGoneException.class, client::status);
            assertTrue(e.getMessage().contains("has ended this session"), e.getMessage());
        }
    }

    @Test
    void shouldNoticeThatAnotherBrokerTookOver() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, SILENT);
                ArenaClient client = ArenaClient.connect(context())) {
            Files.delete(BrokerDirectory.mark(directory));
            try (BrokerMarkFile _ = BrokerMarkFile.create(directory, new BrokerMark(
                    1, 1, Long.MAX_VALUE, 10, 5_000, "aeron:ipc", 1, "aeron", 0), 0600)) {
                Await.until("gone", () -> thrownBy(client::status) instanceof BrokerGoneException);
            }
        }
    }

    private static Throwable thrownBy(final Runnable call) {
        try {
            call.run();
            return null;
        } catch (final RuntimeException e) {
            return e;
        }
    }

    @Test
    void shouldEndWaitsWhenTheBrokerSaysThatItCloses() throws Exception {
        final CompletableFuture<Boolean> closing = new CompletableFuture<>();
        final ArenaEventListener listener = new ArenaEventListener() {
            @Override
            public void onBrokerClosing() {
                closing.complete(true);
            }
        };
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (_, broker) ->
                    broker.send((buffer, header) -> {
                        final BrokerClosingEncoder encoder = new BrokerClosingEncoder();
                        encoder.wrapAndApplyHeader(buffer, 0, header);
                        return encoder.epoch(ScriptedBroker.EPOCH);
                    }));
                ArenaClient client = ArenaClient.connect(context().eventListener(listener))) {
            final BrokerGoneException e = assertThrows(BrokerGoneException.class, client::status);
            assertEquals("it is closing; not answered: status", e.reason());
            assertTrue(closing.get());
        }
    }

    @Test
    void shouldRefuseAnAnswerOfAnotherKind() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (request, broker) -> {
                    final long id = request.message(new StatusDecoder()).correlationId();
                    broker.send((buffer, header) -> {
                        final PagesAllocatedEncoder encoder = new PagesAllocatedEncoder();
                        encoder.wrapAndApplyHeader(buffer, 0, header);
                        return encoder.correlationId(id).address(1);
                    });
                });
                ArenaClient client = ArenaClient.connect(context())) {
            final ProtocolViolationException e = assertThrows(ProtocolViolationException.class, client::status);
            assertTrue(e.getMessage().contains("PagesAllocated instead of Status"), e.getMessage());
        }
    }

    @Test
    void shouldRefuseAnAnswerThatIsCutShortAndGoOn() throws Exception {
        final AtomicReference<Boolean> cut = new AtomicReference<>(true);
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (request, broker) -> {
                    final long id = request.message(new StatusDecoder()).correlationId();
                    if (cut.getAndSet(false)) {
                        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[200]);
                        new BrokerStatusEncoder().wrapAndApplyHeader(
                                bytes, 0, new io.bpfarena.client.protocol.MessageHeaderEncoder()).correlationId(id);
                        broker.sendRaw(bytes, 40);
                        broker.sendRaw(bytes, 5);
                    } else {
                        answerStatus(broker, id);
                    }
                });
                ArenaClient client = ArenaClient.connect(context())) {
            final ProtocolViolationException e = assertThrows(ProtocolViolationException.class, client::status);
            assertTrue(e.getMessage().contains("BrokerStatus has block of 76 bytes at offset 8, but ends at 40"),
                    e.getMessage());
            assertEquals("v", client.status().version());
            Await.until("the other bytes reported", () -> !events.isEmpty());
            assertTrue(events.getFirst().toString().contains("message is 5 bytes"), events.toString());
        }
    }

    @Test
    void shouldAnswerOneThreadWhileAnotherWaits() throws Exception {
        final AtomicReference<Long> running = new AtomicReference<>();
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, (request, peer) -> {
                    if (request.templateId() == RunProgramDecoder.TEMPLATE_ID) {
                        running.set(request.message(new RunProgramDecoder()).correlationId());
                    } else {
                        STATUS.onRequest(request, peer);
                    }
                });
                ArenaClient client = ArenaClient.connect(context())) {
            final CompletableFuture<ProgramRun> run =
                    CompletableFuture.supplyAsync(() -> client.run("object", "program"));
            Await.until("the program runs", () -> running.get() != null);
            assertEquals("v", client.status().version());
            assertFalse(run.isDone());
            broker.reply(running.get(), Errno.ENOENT.number(), "no such program");
            final ExecutionException e = assertThrows(ExecutionException.class, run::get);
            assertEquals(Errno.ENOENT, assertInstanceOf(ControlException.class, e.getCause()).errno());
        }
    }

    @Test
    void shouldShowLifeWhileNothingIsAsked() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(directory, 2_000, STATUS);
                ArenaClient client = ArenaClient.connect(context())) {
            Await.until("two keepalives", () -> broker.keepalives() >= 2);
            assertEquals("v", client.status().version());
        }
    }

    @Test
    void shouldTellTheListenerWhichMayUseTheClient() throws Exception {
        final AtomicReference<ArenaClient> self = new AtomicReference<>();
        final ArenaEventListener listener = new ArenaEventListener() {
            @Override
            public void onPagesFreed(final int arenaId, final int page, final int pageCount) {
                events.add(List.of(arenaId, page, pageCount));
                throw new IllegalStateException("listener's own fault");
            }

            @Override
            public void onClientGone(final long clientId) {
                events.add(self.get().status().version() + clientId);
            }
        };
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (request, broker) -> {
                    broker.send((buffer, header) -> {
                        final PagesFreedEncoder encoder = new PagesFreedEncoder();
                        encoder.wrapAndApplyHeader(buffer, 0, header);
                        return encoder.arenaId(3).page(4).pageCount(5);
                    });
                    if (events.isEmpty()) {
                        broker.send((buffer, header) -> {
                            final ClientGoneEncoder encoder = new ClientGoneEncoder();
                            encoder.wrapAndApplyHeader(buffer, 0, header);
                            return encoder.goneClientId(11);
                        });
                    }
                    STATUS.onRequest(request, broker);
                });
                ArenaClient client = ArenaClient.connect(context().eventListener(listener))) {
            self.set(client);
            client.status();
            Await.until("both events", () -> events.contains("v11"));
            assertEquals(List.of(3, 4, 5), events.get(0));
            assertEquals("listener's own fault", ((Exception) events.get(1)).getMessage());
        }
    }

    @Test
    void shouldCloseFromTheListenersThread() throws Exception {
        final AtomicReference<ArenaClient> self = new AtomicReference<>();
        final ArenaEventListener listener = new ArenaEventListener() {
            @Override
            public void onClientGone(final long clientId) {
                self.get().close();
            }
        };
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, (request, peer) -> {
                    STATUS.onRequest(request, peer);
                    peer.send((buffer, header) -> {
                        final ClientGoneEncoder encoder = new ClientGoneEncoder();
                        encoder.wrapAndApplyHeader(buffer, 0, header);
                        return encoder.goneClientId(11);
                    });
                })) {
            final ArenaClient client = ArenaClient.connect(context().eventListener(listener));
            self.set(client);
            client.status();
            Await.until("detached", () -> broker.detaches() == 1);
            assertNoThreadsLeft();
        }
        assertEquals(List.of(), events);
    }

    @Test
    void shouldLeaveNoThreadAndRefuseAllWhenClosed() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, STATUS)) {
            final ArenaClient client = ArenaClient.connect(context());
            client.close();
            client.close();
            assertNoThreadsLeft();
            assertTrue(client.isClosed());
            assertEquals(1, broker.detaches());
            assertThrows(ClientClosedException.class, client::status);
            assertThrows(ClientClosedException.class, () -> client.openArena("demo"));
        }
    }

    @Test
    void shouldEndAnotherThreadsWaitWhenClosed() throws Exception {
        final CompletableFuture<Boolean> asked = new CompletableFuture<>();
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, (_, _) -> asked.complete(true))) {
            final ArenaClient client = ArenaClient.connect(context());
            final CompletableFuture<BrokerStatus> waiting = CompletableFuture.supplyAsync(client::status);
            assertTrue(asked.get());
            client.close();
            final ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
            assertInstanceOf(ClientClosedException.class, e.getCause());
        }
    }

    @Test
    void shouldCloseThoughTheBrokerIsGone() throws Exception {
        final ArenaClient client;
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, STATUS)) {
            client = ArenaClient.connect(context());
        }
        client.close();
        assertNoThreadsLeft();
    }

    @Test
    void shouldEndAWaitThatIsInterrupted() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, SILENT);
                ArenaClient client = ArenaClient.connect(context())) {
            Thread.currentThread().interrupt();
            assertThrows(ClientInterruptedException.class, client::status);
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void shouldUseAnAeronClientThatItIsGivenAndLeaveItOpen() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(directory, LIVENESS_MS, STATUS);
                Aeron aeron = Aeron.connect(
                        new Aeron.Context().aeronDirectoryName(broker.driver().aeronDirectoryName()))) {
            try (ArenaClient client = ArenaClient.connect(context().aeron(aeron))) {
                assertSame(aeron, client.context().aeron());
                assertEquals("v", client.status().version());
            }
            assertFalse(aeron.isClosed());
        }
    }

    @Test
    void shouldRefuseAControlChannelTooSmallForAMessage() throws Exception {
        try (ScriptedBroker _ = new ScriptedBroker(directory, LIVENESS_MS, "aeron:ipc?term-length=64k", STATUS)) {
            final BrokerUnavailableException e =
                    assertThrows(BrokerUnavailableException.class, () -> ArenaClient.connect(context()));
            assertTrue(e.getMessage().contains("can be 8192 bytes, expected at least 65536"), e.getMessage());
            assertNoThreadsLeft();
        }
    }

    private static void assertNoThreadsLeft() {
        Await.until("threads end: " + Thread.getAllStackTraces().keySet(),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("bpf-arena")));
    }
}
