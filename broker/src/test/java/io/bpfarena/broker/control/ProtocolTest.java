package io.bpfarena.broker.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.broker.Await;
import io.bpfarena.broker.Broker;
import io.bpfarena.broker.RawClient;
import io.bpfarena.broker.RunningBrokerFixture;
import io.bpfarena.broker.TestObjects;
import io.bpfarena.client.protocol.AllocPagesEncoder;
import io.bpfarena.client.protocol.ArenaClosedDecoder;
import io.bpfarena.client.protocol.ArenaOpenedDecoder;
import io.bpfarena.client.protocol.BrokerDirectory;
import io.bpfarena.client.protocol.BrokerStatusDecoder;
import io.bpfarena.client.protocol.ClientGoneDecoder;
import io.bpfarena.client.protocol.ClientListDecoder;
import io.bpfarena.client.protocol.CloseArenaEncoder;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.FaultInEncoder;
import io.bpfarena.client.protocol.FaultOutcome;
import io.bpfarena.client.protocol.FaultResultDecoder;
import io.bpfarena.client.protocol.FreePagesEncoder;
import io.bpfarena.client.protocol.GlobalValueDecoder;
import io.bpfarena.client.protocol.ListClientsEncoder;
import io.bpfarena.client.protocol.ListMapsEncoder;
import io.bpfarena.client.protocol.ListProgramsEncoder;
import io.bpfarena.client.protocol.LoadObjectEncoder;
import io.bpfarena.client.protocol.MapListDecoder;
import io.bpfarena.client.protocol.ObjectLoadedDecoder;
import io.bpfarena.client.protocol.OpenArenaEncoder;
import io.bpfarena.client.protocol.PagesAllocatedDecoder;
import io.bpfarena.client.protocol.PagesFreedDecoder;
import io.bpfarena.client.protocol.ProgramListDecoder;
import io.bpfarena.client.protocol.ProgramResultDecoder;
import io.bpfarena.client.protocol.ReadGlobalEncoder;
import io.bpfarena.client.protocol.ReplyDecoder;
import io.bpfarena.client.protocol.RunProgramEncoder;
import io.bpfarena.client.protocol.StatusEncoder;
import io.bpfarena.client.protocol.UnloadObjectEncoder;
import io.bpfarena.client.protocol.WriteGlobalEncoder;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.elf.ElfObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message once as it should be, and what its values may not be. */
class ProtocolTest {
    private static final long BASE = 0x3100_0000_0000L;
    private static final int PIECE = 20_000;
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private RawClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context()
                .directory(temporary.resolve("broker")).livenessTimeout(Duration.ofSeconds(20)));
        client = RawClient.attach(broker.directory(), "tester");
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
        assertFalse(Files.exists(temporary.resolve("broker")));
    }

    private int load(final String name, final byte[] elf) {
        sendAll(name, elf);
        final ObjectLoadedDecoder loaded = client.await(
                new ObjectLoadedDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        assertEquals(name, loaded.name());
        return loaded.objectId();
    }

    /** Sends an object; the answer to the last piece is still to come. */
    private void sendAll(final String name, final byte[] elf) {
        for (int offset = 0; offset < elf.length; offset += PIECE) {
            sendPiece(7, name, elf, offset, Math.min(PIECE, elf.length - offset), elf.length);
            if (offset + PIECE < elf.length) {
                assertEquals(0, client.awaitReply().code());
            }
        }
    }

    private void sendPiece(
            final long transferId, final String name, final byte[] elf, final int offset, final int length,
            final int totalLength) {
        client.send(client.begin(new LoadObjectEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).transferId(transferId)
                .totalLength(totalLength).dataOffset(offset)
                .name(name).putData(elf, offset, length));
    }

    private ProgramResultDecoder run(final String program, final byte[] context) {
        return run(program, context, 1, 0);
    }

    private ProgramResultDecoder run(
            final String program, final byte[] context, final int repeat, final long deadlineNs) {
        sendRun("workload", program, context, repeat, deadlineNs);
        return client.await(
                new ProgramResultDecoder(), decoder -> decoder.correlationId() == client.correlationId());
    }

    private void sendRun(
            final String object, final String program, final byte[] context, final int repeat,
            final long deadlineNs) {
        sendRun(object, program, context, new byte[0], repeat, deadlineNs);
    }

    private void sendRun(
            final String object, final String program, final byte[] context, final byte[] packet, final int repeat,
            final long deadlineNs) {
        client.send(client.begin(new RunProgramEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).deadlineNs(deadlineNs)
                .repeat(repeat).objectName(object).programName(program)
                .putContext(context, 0, context.length).putPacket(packet, 0, packet.length));
    }

    private static byte[] longs(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    /** A result with its variable parts read in their order. */
    private record Result(
            int code, int returnValue, long faultCount, List<String> reports, String text, byte[] context,
            String output) {
        static Result of(final ProgramResultDecoder decoder) {
            final List<String> reports = new ArrayList<>();
            for (final ProgramResultDecoder.ReportsDecoder report : decoder.reports()) {
                reports.add(report.report());
            }
            final String text = decoder.text();
            final byte[] context = new byte[decoder.contextLength()];
            decoder.getContext(context, 0, context.length);
            return new Result(decoder.code(), decoder.returnValue(), decoder.faultCount(), reports, text, context,
                    decoder.output());
        }

        long longAt(final int index) {
            return ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getLong(index);
        }
    }

    private int openArena(final String name) {
        client.send(client.begin(new OpenArenaEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(0).name(name));
        return client.await(new ArenaOpenedDecoder(), decoder -> decoder.correlationId() == client.correlationId())
                .arenaId();
    }

    private FaultResultDecoder faultIn(final int arena, final int page, final int count) {
        sendFaultIn(arena, page, count);
        return client.await(
                new FaultResultDecoder(), decoder -> decoder.correlationId() == client.correlationId());
    }

    private void sendFaultIn(final int arena, final int page, final int count) {
        client.send(client.begin(new FaultInEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .arenaId(arena).page(page).pageCount(count));
    }

    private void assertRefused(final Errno errno, final String text) {
        final ReplyDecoder reply = client.awaitReply();
        assertEquals(errno, Errno.of(reply.code()));
        final String actual = reply.text();
        assertTrue(actual.contains(text), actual);
    }

    private BrokerStatusDecoder status() {
        client.send(client.begin(new StatusEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()));
        return client.await(
                new BrokerStatusDecoder(), decoder -> decoder.correlationId() == client.correlationId());
    }

    @Test
    void shouldTellItsStatus() {
        load("workload", TestObjects.workload());
        final int arena = openArena("workload.arena");
        faultIn(arena, 3, 2);
        final BrokerStatusDecoder status = status();
        assertEquals(ProcessHandle.current().pid(), status.pid());
        assertEquals(broker.broker().epoch(), status.epoch());
        assertTrue(status.uptimeNs() > 0);
        assertEquals(1, status.clients());
        assertEquals(1, status.objects());
        assertEquals(1, status.arenas());
        assertEquals(2, status.pagesAllocated());
        assertEquals(2, status.faultsServed());
        assertTrue(status.faultP50Ns() > 0 && status.faultP50Ns() <= status.faultP99Ns());
        assertEquals(broker.directory().toString(), status.directory());
        assertEquals("0.1.0-SNAPSHOT", status.version());
    }

    @Test
    void shouldLoadRunAndUnload() {
        final int objectId = load("workload", TestObjects.workload());
        assertEquals(1, objectId);
        final Result result = Result.of(run("add", longs(40, 2, 0)));
        assertEquals(0, result.code());
        assertEquals(42, result.returnValue());
        assertEquals(42, result.longAt(16));
        assertTrue(Files.exists(BrokerDirectory.pages(broker.directory(), "workload.arena")));

        client.send(client.begin(new UnloadObjectEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).objectId(objectId));
        assertEquals(0, client.awaitReply().code());
        assertFalse(Files.exists(BrokerDirectory.pages(broker.directory(), "workload.arena").getParent()));
        sendRun("workload", "add", longs(1, 2, 0), 1, 0);
        assertRefused(Errno.ENOENT, "there is no object workload");
        assertEquals(2, load("workload", TestObjects.workload()));
    }

    @Test
    void shouldRefuseASecondObjectOfTheName() {
        final byte[] elf = TestObjects.workload();
        load("workload", elf);
        sendAll("workload", elf);
        assertRefused(Errno.EEXIST, "there is an object workload already");
        assertEquals(42, run("add", longs(40, 2, 0)).returnValue());
    }

    @Test
    void shouldSayWhatIsWrongWithAnObject() {
        final byte[] elf = TestObjects.workload();
        elf[4] = 77;
        sendAll("broken", elf);
        assertRefused(Errno.EINVAL, "object broken: ELF header");
        sendPiece(1, "short", elf, 0, 30, 30);
        assertRefused(Errno.EINVAL, "object short: ELF header");
        assertEquals(0, status().objects());
        assertEquals(1, load("broken", TestObjects.workload()));
    }

    @Test
    void shouldTakePiecesOnlyInOrderAndWithinTheObject() {
        final byte[] elf = TestObjects.workload();
        sendPiece(1, "workload", elf, 10, 10, elf.length);
        assertRefused(Errno.EINVAL, "transfer 1 is not under way");
        sendPiece(1, "workload", elf, 0, 100, elf.length);
        assertEquals(0, client.awaitReply().code());
        sendPiece(1, "workload", elf, 200, 100, elf.length);
        assertRefused(Errno.EINVAL, "transfer 1 is at byte 100 of " + elf.length);
        sendPiece(1, "workload", elf, 100, 100, elf.length);
        assertRefused(Errno.EINVAL, "transfer 1 is not under way");
        sendPiece(2, "workload", elf, 0, 100, 99);
        assertRefused(Errno.EINVAL, "totalLength=99");
        sendPiece(2, "workload", elf, 0, 100, 0);
        assertRefused(Errno.EINVAL, "totalLength=0");
        sendPiece(2, "workload", elf, 0, 0, 100);
        assertRefused(Errno.EINVAL, "length=0");
        sendPiece(2, "workload", elf, 0, 100, Integer.MIN_VALUE);
        assertRefused(Errno.EINVAL, "totalLength=-2147483648");
        sendPiece(2, "workload", elf, 0, 100, Integer.MAX_VALUE);
        assertRefused(Errno.E2BIG, "at most " + ElfObject.MAX_LENGTH);
        sendPiece(3, "../evil", elf, 0, 100, elf.length);
        assertRefused(Errno.EINVAL, "object name has U+002E");
        sendPiece(4, "a", elf, 0, 100, elf.length);
        assertEquals(0, client.awaitReply().code());
        sendPiece(5, "b", elf, 0, 100, elf.length);
        assertEquals(0, client.awaitReply().code());
        sendPiece(6, "c", elf, 0, 100, elf.length);
        assertRefused(Errno.EAGAIN, "2 objects at a time");
    }

    @Test
    void shouldRefuseRunsThatCannotBe() {
        load("workload", TestObjects.workload());
        sendRun("nothing", "add", longs(1), 1, 0);
        assertRefused(Errno.ENOENT, "there is no object nothing");
        sendRun("workload", "subtract", longs(1), 1, 0);
        assertRefused(Errno.ENOENT, "has no program subtract");
        sendRun("workload", "add", longs(1, 2, 3), -1, 0);
        assertRefused(Errno.EINVAL, "repeat=-1");
        sendRun("workload", "add", longs(1, 2, 3), 1, -1);
        assertRefused(Errno.EINVAL, "deadlineNs=-1");
        sendRun("workload", "add", longs(1, 2, 3), 1, Long.MAX_VALUE);
        assertRefused(Errno.EINVAL, "deadlineNs=" + Long.MAX_VALUE);
        sendRun("\u001b[2J", "add", longs(1), 1, 0);
        assertRefused(Errno.ENOENT, "there is no object ?[2J");
    }

    @Test
    void shouldRunAsOftenAsAsked() {
        load("workload", TestObjects.workload());
        assertEquals(0, run("add", longs(1, 2, 0), 10, 0).code());
        assertArrayEquals(longs(10), readGlobal("workload", "calls", 0, 8));
        client.send(client.begin(new ListProgramsEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(0));
        final ProgramListDecoder list = client.await(
                new ProgramListDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        final ProgramListDecoder.ProgramsDecoder first = list.programs().next();
        assertTrue(first.programId() > 0);
        assertEquals(10, first.runs());
        assertTrue(first.runTimeNs() > 0);
        assertTrue(first.instructions() > 5);
        assertEquals("syscall", first.typeName());
        assertEquals("add", first.name());
        assertEquals("workload", first.objectName());
    }

    @Test
    void shouldEndARunWhenItsTimeIsUpAndServeFaultsMeanwhile() {
        load("workload", TestObjects.workload());
        final int arena = openArena("workload.arena");
        sendRun("workload", "spin", longs(0, 0, 0), 1, 5 * SECOND_NS);
        final long runId = client.correlationId();
        Await.until("the run", () -> readGlobal("workload", "calls", 0, 8)[0] == 1);
        for (int page = 0; page < 100; page++) {
            assertEquals(FaultOutcome.ALLOCATED, faultIn(arena, page, 1).outcome());
        }
        assertFalse(client.pending().contains(ProgramResultDecoder.TEMPLATE_ID));
        client.send(client.begin(new UnloadObjectEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).objectId(1));
        assertRefused(Errno.EBUSY, "object workload is in use");
        final ProgramResultDecoder result =
                client.await(new ProgramResultDecoder(), decoder -> decoder.correlationId() == runId);
        assertEquals(Errno.ETIMEDOUT, Errno.of(result.code()));
    }

    @Test
    void shouldReportWhatAProgramDidWrong() {
        load("workload", TestObjects.workload());
        final Result crash = Result.of(run("crash", longs(0xdead_0000L, 0, 0)));
        assertEquals(Errno.EFAULT, Errno.of(crash.code()));
        assertTrue(crash.text().contains("crash") && crash.text().contains("0xdead0000"), crash.text());
        final Result absent = Result.of(run("read_word", longs(BASE + 0x5008, 0, 9)));
        assertEquals(0, absent.code());
        assertEquals(0, absent.longAt(16));
        assertEquals(1, absent.faultCount());
        assertTrue(absent.reports().getFirst().contains("Arena READ access at unmapped address 0x310000005008"),
                absent.reports().toString());
    }

    @Test
    void shouldHandOverTheEndOfWhatAProgramPrinted() {
        load("workload", TestObjects.workload());
        assertEquals("line 0\nline 1\n", Result.of(run("print", longs(0, 2))).output());
        final String output = Result.of(run("print", longs(0, 1000), 10, 0)).output();
        assertTrue(output.length() <= ControlProtocol.MAX_OUTPUT_LENGTH && output.length() > 10_000);
        assertTrue(output.endsWith("line 998\nline 999\n"), () -> output.substring(output.length() - 30));
    }

    @Test
    void shouldAllocateFreeAndTellOfFreedPages() {
        load("workload", TestObjects.workload());
        final int arena = openArena("workload.arena");
        final Result allocated = Result.of(run("alloc", longs(0, 600)));
        assertEquals(0, allocated.returnValue());
        assertEquals(600, status().pagesAllocated());
        run("release", longs(allocated.longAt(0), 3));
        final PagesFreedDecoder freed = client.await(new PagesFreedDecoder(), _ -> true);
        assertEquals(arena, freed.arenaId());
        assertEquals((allocated.longAt(0) - BASE) / 4096, freed.page());
        assertEquals(3, freed.pageCount());
        assertEquals(597, status().pagesAllocated());

        final long few = alloc(arena, 2, 0);
        final long many = alloc(arena, 300, 0);
        assertTrue(few >= BASE && many >= BASE);
        assertEquals(899, status().pagesAllocated());
        for (final long[] wrong : new long[][] {
            {1001, 0}, {0, 0}, {-1, 0}, {Integer.MIN_VALUE, 0}, {Integer.MAX_VALUE, 0}, {1, few}, {1, 123}, {1, -1}}) {
            assertEquals(0, alloc(arena, (int) wrong[0], wrong[1]));
        }
        free(arena, 300, many);
        free(arena, Integer.MAX_VALUE, few);
        free(arena, Integer.MIN_VALUE, few);
        free(arena, 1, -1);
        assertTrue(status().pagesAllocated() < 599);
    }

    private long alloc(final int arena, final int pages, final long address) {
        client.send(client.begin(new AllocPagesEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .arenaId(arena).pageCount(pages).address(address));
        return client.await(
                new PagesAllocatedDecoder(), decoder -> decoder.correlationId() == client.correlationId()).address();
    }

    private void free(final int arena, final int pages, final long address) {
        client.send(client.begin(new FreePagesEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .arenaId(arena).pageCount(pages).address(address));
        assertEquals(0, client.awaitReply().code());
    }

    @Test
    void shouldServeFaults() {
        load("workload", TestObjects.workload());
        final int arena = openArena("workload.arena");
        assertFault(faultIn(arena, 7, 3), 7, 3, FaultOutcome.ALLOCATED);
        assertFault(faultIn(arena, 7, 3), 7, 3, FaultOutcome.PRESENT);
        assertFault(faultIn(arena, 9, 3), 9, 3, FaultOutcome.ALLOCATED);
        assertFault(faultIn(arena, 0, 1000), 0, 256, FaultOutcome.ALLOCATED);
        assertFault(faultIn(arena, 999, 1), 999, 1, FaultOutcome.ALLOCATED);
    }

    private static void assertFault(
            final FaultResultDecoder result, final int page, final int count, final FaultOutcome outcome) {
        assertEquals(page, result.page());
        assertEquals(count, result.pageCount());
        assertEquals(outcome, result.outcome());
    }

    @Test
    void shouldAnswerWithSegvWhereTheArenaSaysSo() {
        load("segv", TestObjects.segv());
        final int arena = openArena("segv.arena");
        assertFault(faultIn(arena, 0, 100), 0, 1, FaultOutcome.SEGV);
        sendRun("segv", "alloc_one", longs(0), 1, 0);
        final Result result = Result.of(client.await(new ProgramResultDecoder(), _ -> true));
        assertEquals(1, result.returnValue());
        final int page = (int) ((result.longAt(0) - 0x3200_0000_5000L) / 4096);
        assertFault(faultIn(arena, page, 2), page, 1, FaultOutcome.PRESENT);
    }

    @Test
    void shouldRefuseFaultsThatCannotBe() {
        load("workload", TestObjects.workload());
        sendFaultIn(1, 0, 1);
        assertRefused(Errno.EBADF, "has not opened an arena with id 1");
        final int arena = openArena("workload.arena");
        for (final int[] range : new int[][] {
            {-1, 1}, {1000, 1}, {0, 0}, {0, -1}, {0, 1001}, {999, 2}, {Integer.MAX_VALUE, Integer.MAX_VALUE},
            {Integer.MIN_VALUE, 1}, {1, Integer.MIN_VALUE}}) {
            sendFaultIn(arena, range[0], range[1]);
            assertRefused(Errno.ERANGE, "page=%d, pageCount=%d".formatted(range[0], range[1]));
        }
        sendFaultIn(Integer.MIN_VALUE, 0, 1);
        assertRefused(Errno.EBADF, "id -2147483648");
    }

    @Test
    void shouldOpenAndCloseArenas() {
        load("workload", TestObjects.workload());
        client.send(client.begin(new OpenArenaEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(1).name(""));
        final ArenaOpenedDecoder opened = client.await(
                new ArenaOpenedDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        assertEquals(1, opened.arenaId());
        assertEquals(1 << 10, opened.flags());
        assertEquals(BASE, opened.baseAddress());
        assertEquals(1000, opened.pageCount());
        assertEquals(broker.broker().epoch(), opened.epoch());
        assertEquals("workload.arena", opened.name());

        closeArena(1);
        assertEquals(0, client.awaitReply().code());
        closeArena(1);
        assertRefused(Errno.EBADF, "has not opened an arena with id 1");
        client.send(client.begin(new OpenArenaEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(0).name("nothing"));
        assertRefused(Errno.ENOENT, "there is no arena nothing");
        client.send(client.begin(new OpenArenaEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(-1).name("x"));
        assertRefused(Errno.ENOENT, "there is no arena with id -1");
    }

    private void closeArena(final int id) {
        client.send(client.begin(new CloseArenaEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).arenaId(id));
    }

    @Test
    void shouldTellThoseWhoOpenedAnArenaThatItIsGone() {
        final int objectId = load("workload", TestObjects.workload());
        final int arena = openArena("workload.arena");
        client.send(client.begin(new UnloadObjectEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).objectId(objectId));
        assertEquals(arena, client.await(new ArenaClosedDecoder(), _ -> true).arenaId());
        assertEquals(0, client.awaitReply().code());
        sendFaultIn(arena, 0, 1);
        assertRefused(Errno.EBADF, "has not opened");
    }

    private byte[] readGlobal(final String object, final String variable, final int offset, final int length) {
        sendReadGlobal(object, variable, offset, length);
        final GlobalValueDecoder value = client.await(
                new GlobalValueDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        final byte[] bytes = new byte[value.valueLength()];
        value.getValue(bytes, 0, bytes.length);
        return bytes;
    }

    private void sendReadGlobal(final String object, final String variable, final int offset, final int length) {
        client.send(client.begin(new ReadGlobalEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                .valueOffset(offset).valueLength(length).objectName(object).variableName(variable));
    }

    private void sendWriteGlobal(final String variable, final int offset, final byte[] value) {
        client.send(client.begin(new WriteGlobalEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).valueOffset(offset)
                .objectName("workload").variableName(variable).putValue(value, 0, value.length));
    }

    @Test
    void shouldReadAndWriteGlobalsInParts() {
        load("workload", TestObjects.workload());
        assertArrayEquals(longs(7), readGlobal("workload", "version", 0, 8));
        assertArrayEquals(new byte[] {0, 99}, readGlobal("workload", "large", 39_998, 1000));
        assertEquals(ControlProtocol.MAX_VALUE_LENGTH,
                readGlobal("workload", "large", 0, Integer.MAX_VALUE).length);
        assertEquals(0, readGlobal("workload", "large", 40_000, 10).length);
        sendWriteGlobal("large", 20_000, new byte[] {1, 2, 3});
        assertEquals(0, client.awaitReply().code());
        assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, readGlobal("workload", "large", 19_999, 5));
    }

    @Test
    void shouldRefuseGlobalsThatAreNotThere() {
        load("workload", TestObjects.workload());
        sendReadGlobal("workload", "nothing", 0, 8);
        assertRefused(Errno.ENOENT, "has no global variable nothing");
        sendReadGlobal("nothing", "calls", 0, 8);
        assertRefused(Errno.ENOENT, "there is no object nothing");
        sendReadGlobal("workload", "calls", -1, 8);
        assertRefused(Errno.ERANGE, "valueOffset=-1");
        sendReadGlobal("workload", "calls", 9, 1);
        assertRefused(Errno.ERANGE, "valueOffset=9");
        sendReadGlobal("workload", "calls", 0, -1);
        assertRefused(Errno.ERANGE, "length=-1");
        sendWriteGlobal("calls", 1, new byte[8]);
        assertRefused(Errno.ERANGE, "valueOffset=1, length=8");
        sendWriteGlobal("calls", Integer.MAX_VALUE, new byte[8]);
        assertRefused(Errno.ERANGE, "valueOffset=2147483647");
        sendWriteGlobal("version", 0, new byte[8]);
        assertRefused(Errno.EPERM, "read-only");
    }

    @Test
    void shouldListMaps() {
        load("workload", TestObjects.workload());
        client.send(client.begin(new ListMapsEncoder())
                .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(0));
        final MapListDecoder list = client.await(
                new MapListDecoder(), decoder -> decoder.correlationId() == client.correlationId());
        assertEquals(0, list.remaining());
        boolean hasArena = false;
        int lastId = 0;
        for (final MapListDecoder.MapsDecoder map : list.maps()) {
            assertTrue(map.mapId() > lastId);
            lastId = map.mapId();
            if (map.arenaId() != 0) {
                assertEquals(1, map.arenaId());
                assertEquals(BASE, map.baseAddress());
                assertEquals(1000, map.maxEntries());
                assertEquals("arena", map.typeName());
                hasArena = true;
            } else {
                map.skipTypeName();
            }
            map.skipName();
            assertEquals("workload", map.objectName());
        }
        assertTrue(hasArena);
        assertTrue(lastId >= 3);
    }

    @Test
    void shouldListClientsAndTellWhoIsGone() {
        try (RawClient other = RawClient.attach(broker.directory(), "other\u001b[31m")) {
            client.send(client.begin(new ListClientsEncoder())
                    .correlationId(client.nextCorrelationId()).clientId(client.clientId())
                    .afterId(client.clientId()));
            final ClientListDecoder list = client.await(
                    new ClientListDecoder(), decoder -> decoder.correlationId() == client.correlationId());
            assertEquals(0, list.remaining());
            final ClientListDecoder.ClientsDecoder clients = list.clients();
            assertEquals(1, clients.count());
            clients.next();
            assertEquals(other.clientId(), clients.id());
            assertEquals(ProcessHandle.current().pid(), clients.pid());
            assertTrue(clients.attachedNs() >= clients.sinceKeepaliveNs());
            assertEquals(0, clients.arenas());
            assertEquals("other?[31m", clients.name());
            other.detach();
            assertEquals(other.clientId(), client.await(new ClientGoneDecoder(), _ -> true).goneClientId());
        }
    }

    @Test
    void shouldListInPiecesWhatDoesNotFitIntoAMessage() {
        final int programs = 8;
        final int objects = 60;
        for (int i = 0; i < objects; i++) {
            load("many-%s-%d".formatted("x".repeat(90), i), TestObjects.many());
        }
        int seen = 0;
        int lastId = 0;
        int remaining;
        int messages = 0;
        do {
            client.send(client.begin(new ListProgramsEncoder())
                    .correlationId(client.nextCorrelationId()).clientId(client.clientId()).afterId(lastId));
            final ProgramListDecoder list = client.await(
                    new ProgramListDecoder(), decoder -> decoder.correlationId() == client.correlationId());
            remaining = list.remaining();
            for (final ProgramListDecoder.ProgramsDecoder program : list.programs()) {
                assertTrue(program.programId() > lastId);
                lastId = program.programId();
                program.skipTypeName();
                program.skipName();
                program.skipObjectName();
                seen++;
            }
            assertEquals(objects * programs - seen, remaining);
            messages++;
        } while (remaining > 0);
        assertEquals(objects * programs, seen);
        assertEquals(2, messages, "480 entries of some 190 bytes are more than one message has room for");
    }
}
