package io.bpfarena.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ClientMap;
import io.bpfarena.client.ControlException;
import io.bpfarena.client.LoadedObject;
import io.bpfarena.client.RunOptions;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Maps of every type, used by a client as user space uses them through bpf(2), while programs use them too. */
class ClientMapTest {
    private static final byte[] NO_KEY = {};

    @TempDir
    private Path temporary;

    private RunningBrokerFixture broker;
    private ArenaClient client;

    @BeforeEach
    void start() {
        broker = new RunningBrokerFixture(new Broker.Context().directory(temporary.resolve("broker")).workers(2));
        client = ArenaClient.connect(
                new ArenaClient.Context().directory(broker.directory()).clientName("user space"));
    }

    @AfterEach
    void end() {
        client.close();
        broker.close();
    }

    private ClientMap map(final String object, final String name) {
        if (client.listPrograms().stream().noneMatch(program -> program.objectName().equals(object))) {
            client.load(object, TestObjects.ofRuntime(object));
        }
        return client.map(object, name);
    }

    private int run(final String object, final String program, final int... context) {
        final ByteBuffer bytes = ByteBuffer.allocate(Math.max(32, context.length * Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(context).forEach(bytes::putInt);
        return client.run(object, program, bytes.array(), RunOptions.DEFAULT).requireSuccess().returnValue();
    }

    private static byte[] ints(final int... values) {
        final ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putInt);
        return bytes.array();
    }

    private static byte[] longs(final long... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putLong);
        return bytes.array();
    }

    private static long firstLong(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static void assertRefused(final Errno errno, final Executable call) {
        final ControlException e = assertThrows(ControlException.class, call);
        assertEquals(errno, e.errno(), e::getMessage);
    }

    @Test
    void shouldShareAHashWithPrograms() {
        final ClientMap table = map("maps", "table");
        assertEquals(0, run("maps", "insert", 7, 70, 0));
        assertArrayEquals(longs(70), table.lookup(ints(7, 0)).orElseThrow());
        table.update(ints(8, 0), longs(80), ClientMap.NOEXIST);
        assertEquals(80, run("maps", "find", 8));
        assertRefused(Errno.EEXIST, () -> table.update(ints(8, 0), longs(81), ClientMap.NOEXIST));
        assertRefused(Errno.ENOENT, () -> table.update(ints(9, 0), longs(90), ClientMap.EXIST));
        assertRefused(Errno.EINVAL, () -> table.update(ints(9, 0), longs(90), 3));
        assertRefused(Errno.EINVAL, () -> table.update(ints(9, 0), longs(90), ClientMap.LOCK));
        assertRefused(Errno.EINVAL, () -> table.lookup(ints(8, 0), ClientMap.LOCK));
        assertRefused(Errno.EINVAL, () -> table.lookup(ints(8, 0), 8));
        table.update(ints(9, 0), longs(90), ClientMap.ANY);
        table.update(ints(10, 0), longs(100), ClientMap.ANY);
        assertRefused(Errno.E2BIG, () -> table.update(ints(11, 0), longs(110), ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> table.update(ints(8), longs(80), ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> table.update(ints(8, 0), ints(80), ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> table.update(ints(8, 0), NO_KEY, ClientMap.ANY));
        assertEquals(Optional.empty(), table.lookup(ints(99, 0)));
        assertTrue(table.delete(ints(7, 0)));
        assertFalse(table.delete(ints(7, 0)));
        assertEquals(-1, run("maps", "find", 7));
        assertArrayEquals(longs(100), table.lookupAndDelete(ints(10, 0)).orElseThrow());
        assertEquals(Optional.empty(), table.lookupAndDelete(ints(10, 0)));
        assertEquals(-1, run("maps", "find", 10));
    }

    /** struct nested of locks.bpf.c: the number before, hits, the lock, age, the copy of hits. */
    private static byte[] nested(final int before, final long hits, final int lock) {
        return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, before).putLong(8, hits).putInt(16, lock).putLong(24, hits).array();
    }

    @Test
    void shouldUseValuesWithALockThatNobodySees() {
        final ClientMap table = map("locks", "table");
        table.update(ints(1), nested(5, 70, 99), ClientMap.ANY);
        assertArrayEquals(nested(5, 70, 0), table.lookup(ints(1)).orElseThrow());
        table.update(ints(1), nested(6, 71, 99), ClientMap.LOCK | ClientMap.EXIST);
        assertArrayEquals(nested(6, 71, 0), table.lookup(ints(1), ClientMap.LOCK).orElseThrow());
        assertArrayEquals(ints(1), table.nextKey(null).orElseThrow());
        assertTrue(table.delete(ints(1)));
        assertFalse(table.delete(ints(1)));
        assertTrue(table.nextKey(null).isEmpty());
    }

    @Test
    void shouldGoThroughTheKeys() {
        final ClientMap array = map("maps", "array");
        assertArrayEquals(ints(0), array.nextKey(null).orElseThrow());
        assertArrayEquals(ints(2), array.nextKey(ints(1)).orElseThrow());
        assertEquals(Optional.empty(), array.nextKey(ints(2)));
        assertArrayEquals(ints(0), array.nextKey(ints(1000)).orElseThrow());
        assertRefused(Errno.EINVAL, () -> array.nextKey(new byte[3]));
        assertRefused(Errno.E2BIG, () -> array.update(ints(3), ints(1, 2, 3), ClientMap.ANY));
        assertRefused(Errno.EEXIST, () -> array.update(ints(0), ints(1, 2, 3), ClientMap.NOEXIST));
        assertRefused(Errno.EINVAL, () -> array.delete(ints(0)));
        assertRefused(Errno.ENOTSUPP, () -> array.lookupAndDelete(ints(0)));
        array.update(ints(1), ints(1, 2, 41), ClientMap.EXIST);
        assertEquals(42, run("maps", "bump", 1));
        assertArrayEquals(ints(1, 2, 42), array.lookup(ints(1)).orElseThrow());

        final ClientMap table = map("maps", "table");
        assertEquals(Optional.empty(), table.nextKey(null));
        final TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int key = 0; key < 4; key++) {
            table.update(ints(key, 0), longs(key), ClientMap.ANY);
        }
        byte[] key = table.nextKey(null).orElseThrow();
        while (key != null) {
            seen.merge(ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt(), 1, Integer::sum);
            key = table.nextKey(key).orElse(null);
        }
        assertEquals(Map.of(0, 1, 1, 1, 2, 1, 3, 1), seen);
    }

    @Test
    void shouldShowTheValuesOfAllCpus() {
        for (final String name : List.of("counts", "by_key")) {
            final ClientMap counts = map("percpu", name);
            assertTrue(counts.description().isPerCpu());
            assertEquals(2, counts.description().cpus());
            assertEquals(16, counts.description().elementSize());
            counts.update(ints(1), longs(5, 6), ClientMap.ANY);
            assertArrayEquals(longs(5, 6), counts.lookup(ints(1)).orElseThrow());
            final List<byte[]> values = counts.perCpu(counts.lookup(ints(1)).orElseThrow());
            assertArrayEquals(longs(5), values.get(0));
            assertArrayEquals(longs(6), values.get(1));
            assertRefused(Errno.EINVAL, () -> counts.update(ints(1), longs(5), ClientMap.ANY));
        }
        assertEquals(0, run("percpu", "count", 10, 1));
        final byte[] after = client.map("percpu", "counts").lookup(ints(1)).orElseThrow();
        assertEquals(5 + 6 + 10, firstLong(after) + firstLong(Arrays.copyOfRange(after, 8, 16)));
    }

    @Test
    void shouldUseLruHashesAsUserSpaceDoes() {
        for (final String name : List.of("recent", "recent_by_cpu")) {
            final ClientMap recent = map("percpu", name);
            final byte[] value = new byte[recent.description().elementSize()];
            for (long key = 0; key < 1000; key++) {
                recent.update(longs(key), value, ClientMap.ANY);
            }
            final List<Long> keys = new ArrayList<>();
            recent.forEach((key, _) -> keys.add(firstLong(key)));
            assertTrue(keys.size() <= 8 && keys.contains(999L), keys::toString);
            assertTrue(recent.lookupAndDelete(longs(999)).isPresent());
            assertFalse(recent.delete(longs(999)));
        }
    }

    @Test
    void shouldPushPeekAndPop() {
        final ClientMap queue = map("queues", "queue");
        final ClientMap stack = map("queues", "stack");
        for (final ClientMap both : List.of(queue, stack)) {
            assertEquals(Optional.empty(), both.peek());
            assertEquals(Optional.empty(), both.pop());
            for (long value = 1; value <= 3; value++) {
                both.push(longs(value), ClientMap.ANY);
            }
            assertRefused(Errno.E2BIG, () -> both.push(longs(4), ClientMap.ANY));
            both.push(longs(4), ClientMap.EXIST);
            assertRefused(Errno.EINVAL, () -> both.push(longs(5), ClientMap.NOEXIST));
            assertRefused(Errno.EINVAL, () -> both.push(ints(5), ClientMap.ANY));
            assertRefused(Errno.EINVAL, () -> both.delete(NO_KEY));
            assertRefused(Errno.EINVAL, () -> both.nextKey(null));
            assertRefused(Errno.EINVAL, () -> both.forEach((_, _) -> { }));
            assertRefused(Errno.EINVAL, () -> both.lookup(ints(1)));
        }
        assertArrayEquals(longs(2), queue.peek().orElseThrow());
        assertArrayEquals(longs(2), queue.pop().orElseThrow());
        assertArrayEquals(longs(4), stack.pop().orElseThrow());
        assertEquals(0, run("queues", "pop", 0));
        assertArrayEquals(longs(4), queue.pop().orElseThrow());
        assertArrayEquals(longs(2), stack.pop().orElseThrow());
    }

    @Test
    void shouldPutMapsIntoMapsByTheirNumber() {
        final ClientMap byIndex = map("map_in_map", "by_index");
        final ClientMap first = map("map_in_map", "first");
        final ClientMap second = map("map_in_map", "second");
        assertArrayEquals(ints(first.description().id()), byIndex.lookup(ints(0)).orElseThrow());
        assertEquals(Optional.empty(), byIndex.lookup(ints(1)));
        byIndex.put(ints(1), second.description().id(), ClientMap.ANY);
        second.update(ints(3), longs(40), ClientMap.ANY);
        assertEquals(42, run("map_in_map", "add", 1, 3, 2));
        assertArrayEquals(longs(42), second.lookup(ints(3)).orElseThrow());
        assertRefused(Errno.EBADF, () -> byIndex.put(ints(1), Integer.MAX_VALUE, ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> byIndex.put(ints(1), byIndex.description().id(), ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> byIndex.update(ints(1), longs(1), ClientMap.ANY));
        assertRefused(Errno.E2BIG, () -> byIndex.put(ints(3), second.description().id(), ClientMap.ANY));
        assertTrue(byIndex.delete(ints(1)));
        assertEquals(-1, run("map_in_map", "add", 1, 3, 2));

        final Map<Integer, Integer> entries = new HashMap<>();
        byIndex.forEach((key, value) -> entries.put(
                ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt(),
                ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt()));
        assertEquals(Map.of(0, first.description().id(), 2, second.description().id()), entries);
        assertRefused(Errno.EINVAL, () -> map("map_in_map", "by_key")
                .put(ints(5), first.description().id(), ClientMap.NOEXIST));
    }

    @Test
    void shouldPutProgramsIntoAnArrayByTheirNumber() {
        final ClientMap programs = map("map_in_map", "programs");
        final Map<String, Integer> ids = new HashMap<>();
        client.listPrograms().forEach(program -> ids.put(program.name(), program.id()));
        assertArrayEquals(ints(ids.get("two")), programs.lookup(ints(1)).orElseThrow());
        assertEquals(Optional.empty(), programs.lookup(ints(0)));
        programs.put(ints(0), ids.get("one"), ClientMap.ANY);
        assertArrayEquals(ints(ids.get("one")), programs.lookup(ints(0)).orElseThrow());
        assertTrue(programs.delete(ints(0)));
        assertFalse(programs.delete(ints(0)));
        assertRefused(Errno.EBADF, () -> programs.put(ints(0), Integer.MAX_VALUE, ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> programs.put(ints(0), ids.get("one"), ClientMap.NOEXIST));
        assertRefused(Errno.E2BIG, () -> programs.put(ints(4), ids.get("one"), ClientMap.ANY));
        client.load("queues", TestObjects.ofRuntime("queues"));
        final int stranger = client.listPrograms().stream()
                .filter(program -> program.name().equals("push")).findFirst().orElseThrow().id();
        assertRefused(Errno.EOPNOTSUPP, () -> programs.put(ints(0), stranger, ClientMap.ANY));
    }

    @Test
    void shouldAnswerForAnArenaAsTheKernelDoes() {
        client.load("workload", TestObjects.workload());
        final ClientMap arena = client.map("workload", "arena");
        assertRefused(Errno.EINVAL, () -> arena.lookup(NO_KEY));
        assertRefused(Errno.EINVAL, () -> arena.update(NO_KEY, NO_KEY, ClientMap.ANY));
        assertRefused(Errno.EINVAL, () -> arena.delete(NO_KEY));
        assertRefused(Errno.EOPNOTSUPP, () -> arena.nextKey(null));
        assertThrows(IllegalStateException.class, arena::ring);
    }

    @Test
    void shouldKeepConstantsFrozen() {
        client.load("globals", TestObjects.ofRuntime("globals"));
        final ClientMap constants = client.map("globals", ".rodata");
        assertTrue(constants.description().frozen());
        final byte[] value = constants.lookup(ints(0)).orElseThrow();
        final ControlException e = assertThrows(
                ControlException.class, () -> constants.update(ints(0), value, ClientMap.ANY));
        assertEquals(Errno.EPERM, e.errno());
        assertTrue(e.text().contains("frozen"), e::text);
        final ClientMap zeros = client.map("globals", ".bss");
        assertFalse(zeros.description().frozen());
        zeros.update(ints(0), zeros.lookup(ints(0)).orElseThrow(), ClientMap.ANY);
    }

    @Test
    void shouldCarryAValueThatIsLongerThanAMessage() {
        client.load("workload", TestObjects.workload());
        final ClientMap data = client.map("workload", ".data");
        assertTrue(data.description().elementSize() >= 40_000);
        final byte[] value = new byte[data.description().elementSize()];
        new Random(5).nextBytes(value);
        data.update(ints(0), value, ClientMap.ANY);
        assertArrayEquals(value, data.lookup(ints(0)).orElseThrow());
        final List<byte[]> seen = new ArrayList<>();
        data.forEach((_, found) -> seen.add(found));
        assertEquals(1, seen.size());
        assertArrayEquals(value, seen.getFirst());
        assertRefused(Errno.EINVAL, () -> data.update(ints(0), new byte[value.length - 1], ClientMap.ANY));
        assertRefused(Errno.E2BIG, () -> data.lookupAndDelete(ints(0)));
    }

    @Test
    void shouldTellOfWhatTypesKeysAndValuesAre() throws Exception {
        final ClientMap table = map("maps", "table");
        final Btf btf = Btf.read(ByteBuffer.wrap(table.btf()));
        assertEquals("struct key", btf.describe(table.description().keyType()));
        assertEquals("u64", btf.describe(table.description().valueType()));
        assertEquals(0, map("queues", "queue").description().valueType());
        final ClientMap array = map("maps", "array");
        assertEquals(List.of(0, 0), List.of(array.description().keyType(), array.description().valueType()));
    }

    @Test
    void shouldGoThroughALargeMapWithFewRequests() {
        client.load("large", TestObjects.largeMaps());
        for (final String name : List.of("small_values", "huge")) {
            final ClientMap map = client.map("large", name);
            final Map<Integer, Long> expected = new HashMap<>();
            for (int key = 0; key < 3000; key++) {
                map.update(ints(key), longs(key * 3L), ClientMap.ANY);
                expected.put(key, key * 3L);
            }
            final Map<Integer, Long> seen = new HashMap<>();
            map.forEach((key, value) -> assertEquals(null, seen.put(
                    ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt(), firstLong(value))));
            assertEquals(expected, seen);
        }
    }

    @Test
    void shouldSeeWhatStaysWhileTheMapChanges() throws InterruptedException {
        client.load("large", TestObjects.largeMaps());
        final ClientMap map = client.map("large", "small_values");
        for (int key = 0; key < 2000; key++) {
            map.update(ints(key), longs(key), ClientMap.ANY);
        }
        final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        final Thread changes = Thread.ofPlatform().start(() -> {
            try (ArenaClient other = ArenaClient.connect(
                    new ArenaClient.Context().directory(broker.directory()).clientName("other"))) {
                final ClientMap same = other.map(map.description().id());
                for (int round = 0; round < 3; round++) {
                    for (int key = 1000; key < 2000; key++) {
                        same.delete(ints(key));
                        same.update(ints(key + 10_000 * round), longs(1), ClientMap.ANY);
                    }
                }
            } catch (final RuntimeException | Error e) {
                failures.add(e);
            }
        });
        while (changes.isAlive()) {
            final Map<Integer, Integer> seen = new HashMap<>();
            map.forEach((key, _) -> seen.merge(
                    ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt(), 1, Integer::sum));
            for (int key = 0; key < 1000; key++) {
                assertTrue(seen.containsKey(key), "key " + key);
            }
        }
        changes.join();
        assertEquals(List.of(), failures);
    }

    @Test
    void shouldAnswerWithAnErrorWhenTheObjectIsGone() {
        final LoadedObject object = client.load("maps", TestObjects.ofRuntime("maps"));
        final ClientMap table = client.map("maps", "table");
        client.unload(object.id());
        assertRefused(Errno.ENOENT, () -> table.lookup(ints(1, 0)));
        assertRefused(Errno.ENOENT, () -> table.delete(ints(1, 0)));
        assertRefused(Errno.ENOENT, () -> table.update(ints(1, 0), longs(1), ClientMap.ANY));
        assertRefused(Errno.ENOENT, () -> table.nextKey(null));
        assertRefused(Errno.ENOENT, () -> table.forEach((_, _) -> { }));
        assertRefused(Errno.ENOENT, table::btf);
        assertRefused(Errno.ENOENT, () -> client.map(table.description().id()));
        assertRefused(Errno.ENOENT, () -> client.map("maps", "table"));
    }

    @Test
    void shouldSurviveUnloadsWhileClientsUseTheMaps() throws Exception {
        final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        final LoadedObject first = client.load("large", TestObjects.largeMaps());
        final int id = client.map("large", "huge").description().id();
        final List<Thread> users = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            users.add(Thread.ofPlatform().start(() -> {
                try (ArenaClient other = ArenaClient.connect(
                        new ArenaClient.Context().directory(broker.directory()).clientName("user"))) {
                    final ClientMap map = other.map(id);
                    for (int key = 0;; key++) {
                        map.update(ints(key & 1023), longs(key), ClientMap.ANY);
                        map.forEach((_, value) -> assertEquals(8, value.length));
                    }
                } catch (final ControlException e) {
                    if (e.errno() != Errno.ENOENT) {
                        failures.add(e);
                    }
                } catch (final RuntimeException | Error e) {
                    failures.add(e);
                }
            }));
        }
        Await.until("entries", () -> client.map(id).lookup(ints(5)).isPresent());
        Await.until("the unload", () -> {
            try {
                client.unload(first.id());
                return true;
            } catch (final ControlException e) {
                assertEquals(Errno.EBUSY, e.errno());
                return false;
            }
        });
        for (final Thread user : users) {
            user.join(Await.LONG.toMillis());
            assertFalse(user.isAlive());
        }
        assertEquals(List.of(), failures);
    }
}
