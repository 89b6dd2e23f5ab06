package io.bpfarena.runtime;

import static io.bpfarena.runtime.ProgramThreads.ints;
import static io.bpfarena.runtime.ProgramThreads.longAt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.async.TimerClock;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.MapHold;
import io.bpfarena.runtime.map.MapView;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs from clang that use timers and workqueues. Error codes were observed on 6.18. */
class TimerProgramsTest {
    private static final long NEVER = TimeUnit.DAYS.toNanos(1);
    private static final int MONOTONIC = 1;
    private static final int CPU = 2;

    private final BpfRuntime runtime = BpfRuntime.launch(
            new BpfRuntime.Context().possibleCpus(3).closeTimeout(Duration.ofMillis(200)));
    private LoadedObject object;

    @BeforeEach
    void load() throws Exception {
        object = runtime.load(BpfObject.open("timers", TestObjects.bytes("timers")));
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    /** What a call was asked and answered: struct call of the object. */
    private record Call(int result, long init, long set, long start) {
    }

    private Call call(final String program, final long key, final long nanos, final long flags, final long clock,
            final long which) throws ProgramFaultException {
        final byte[] context = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key).putLong(nanos).putLong(flags).putLong(clock).putLong(which).array();
        final int result = object.program(program).orElseThrow()
                .run(RunOptions.DEFAULT.withContext(context).onCpu(CPU)).retval();
        return new Call(result, longAt(context, 5), longAt(context, 6), longAt(context, 7));
    }

    private Call arm(final String program, final long key, final long nanos) throws ProgramFaultException {
        return call(program, key, nanos, 0, MONOTONIC, 0);
    }

    private int call(final String program, final long key) throws ProgramFaultException {
        return call(program, key, 0, 0, MONOTONIC, 0).result();
    }

    private long global(final String name) {
        return object.global(name).orElseThrow().getLong();
    }

    private void set(final String name, final long value) {
        object.global(name).orElseThrow().setLong(value);
    }

    private void awaitFired(final long times) throws InterruptedException {
        ProgramThreads.await(times + " callbacks", () -> global("fired") >= times);
    }

    private void awaitRuns(final String program, final long runs) throws InterruptedException {
        ProgramThreads.await(runs + " runs of callbacks of " + program, () -> callbacks(program).runs() >= runs);
    }

    private CallbackReport callbacks(final String program) {
        return object.program(program).orElseThrow().callbacks();
    }

    private static final Call ALL_WELL = new Call(0, 0, 0, 0);

    /** Program that arms, key, which map the callback says it was. */
    @ParameterizedTest
    @CsvSource({"arm_array, 5, 1", "arm_hash, 77777777777, 2", "arm_lru, 88888888888, 3"})
    void shouldCallBackWithMapKeyAndValue(final String program, final long key, final long map) throws Exception {
        assertEquals(ALL_WELL, arm(program, key, 1000));
        awaitFired(1);
        awaitRuns(program, 1);
        assertEquals(key, global("fired_key"));
        assertEquals(map, global("fired_map"));
        assertEquals(CPU, global("fired_cpu"), "the CPU of the one who started it");
        assertEquals(List.of(), callbacks(program).faults());
    }

    @Test
    void shouldSeeItsElementInTheMap() throws Exception {
        assertEquals(ALL_WELL, arm("arm_array", 5, 0));
        awaitFired(1);
        final byte[] value = MapView.of(object.map("array").orElseThrow()).lookup(ints(5)).orElseThrow();
        assertEquals(1, longAt(value, 3), "rounds");
    }

    @Test
    void shouldStartItselfAgain() throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 100));
        awaitFired(100);
        awaitRuns("arm_array", 100);
        assertEquals(0, call("cancel", 1), "it has stopped by itself");
        assertEquals(100, global("fired"));
    }

    /** Clock, whether the time is one of the clock. */
    @ParameterizedTest
    @CsvSource({"REALTIME, 0", "MONOTONIC, 0", "BOOTTIME, 0", "REALTIME, 1", "MONOTONIC, 1", "BOOTTIME, 1",
        "MONOTONIC, 2", "MONOTONIC, 3"})
    void shouldGoByEachClock(final TimerClock clock, final int flags) throws Exception {
        final int number = List.of(0, 1, 7).get(clock.ordinal());
        final long delay = 2_000_000;
        final long due = clock.nanos() + delay;
        final long start = System.nanoTime();
        assertEquals(ALL_WELL,
                call("arm_array", 1, (flags & 1) == 0 ? delay : due, flags, number, 0));
        awaitFired(1);
        assertTrue(clock.nanos() >= due || System.nanoTime() - start >= delay, "not before its time");
        assertEquals(1, global("fired"));
    }

    @Test
    void shouldRunATimeThatHasPassedAtOnce() throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 1, 1, MONOTONIC, 0));
        awaitFired(1);
    }

    /** 2^64 - 1 nanoseconds, from now on or as a time of the clock. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void shouldTakeTimesBeyondTheClockForNever(final long flags) throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, -1, flags, MONOTONIC, 0));
        assertEquals(1, call("cancel", 1), "it was armed");
        assertEquals(0, global("fired"));
    }

    @Test
    void shouldAnswerAsTheKernelDoes() throws Exception {
        assertEquals(-22, call("start_only", 1), "not initialised");
        assertEquals(-22, call("cancel", 1));
        assertEquals(-22, call("cancel_async", 1));
        assertEquals(-22, call("set_only", 1));
        for (final long clock : new long[] {2, 3, 5, 8, 9, 16 + MONOTONIC, -1, 1L << 32}) {
            assertEquals(-22, call("init_only", 1, 0, 0, clock, 0).result(), "clock " + clock);
        }
        assertEquals(0, call("init_only", 1));
        assertEquals(-16, call("init_only", 1));
        assertEquals(-22, call("start_only", 1), "no callback");
        assertEquals(0, call("set_only", 1));
        assertEquals(-22, call("start_only", 1, NEVER, 4, 0, 0).result(), "a flag that there is not");
        assertEquals(0, call("start_only", 1, NEVER, 0, 0, 0).result());
        assertEquals(0, call("start_only", 1, NEVER, 3, 0, 0).result(), "again");
        assertEquals(1, call("cancel", 1));
        assertEquals(0, call("cancel", 1), "not armed");
        assertEquals(-22, call("start_only", 1), "the callback went with the cancel");
        assertEquals(0, call("set_only", 1));
        assertEquals(0, call("start_only", 1, NEVER, 0, 0, 0).result());
        assertEquals(1, call("cancel_async", 1));
        assertEquals(0, call("cancel_async", 1));
        assertEquals(0, call("start_only", 1, NEVER, 0, 0, 0).result(), "this time the callback stayed");
        assertEquals(0, global("fired"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wrong_map   | doesn't match map pointer: map 'hash'",
        "wrong_place | in map 'array' doesn't point to 'struct bpf_timer' that is at 8"})
    void shouldEndAProgramThatTheVerifierWouldRefuse(final String program, final String report) {
        final ProgramFaultException e = assertThrows(ProgramFaultException.class, () -> call(program, 1));
        assertTrue(e.getMessage().contains(report), e.getMessage());
    }

    /** What the callback does, what it is answered. */
    @ParameterizedTest
    @CsvSource({"1, -35", "2, -1"})
    void shouldNotLetACallbackWaitForItself(final int which, final long answer) throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, which));
        awaitFired(1);
        assertEquals(answer, global("answer"));
        assertEquals(0, call("cancel", 1));
    }

    @Test
    void shouldLetACallbackDeleteItsElement() throws Exception {
        assertEquals(ALL_WELL, call("arm_hash", 1, 0, 0, MONOTONIC, 1));
        awaitFired(1);
        assertEquals(-22, global("answer"), "deleted, and so not to be started again");
        assertEquals(-2, call("delete_hash", 1));
    }

    @Test
    void shouldWaitForARunningCallbackWhenItIsCancelled() throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 3));
        awaitFired(1);
        assertEquals(-1, call("cancel_async", 1), "it runs");
        final ProgramFaultException e = assertThrows(ProgramFaultException.class,
                () -> object.program("cancel").orElseThrow().run(RunOptions.DEFAULT
                        .withContext(ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putLong(1).array())
                        .within(Duration.ofMillis(50))));
        assertTrue(e.getMessage().contains("program interrupted after"), e.getMessage());
        set("stop", 1);
        assertEquals(0, call("cancel", 1));
        assertEquals(1, callbacks("arm_array").runs(), "it has ended");
    }

    /** Program that arms, program that ends it. */
    @ParameterizedTest
    @CsvSource({"arm_hash, delete_hash", "arm_hash, replace_hash", "arm_array, replace_array", "arm_lru, fill_lru"})
    void shouldEndWithItsElement(final String arm, final String end) throws Exception {
        final String map = arm.substring("arm_".length());
        assertEquals(ALL_WELL, arm(arm, 1, NEVER));
        final long pending = tasks(map);
        assertEquals(0, call(end, 1));
        assertEquals(1, pending);
        assertEquals(0, tasks(map));
        assertEquals(0, global("fired"));
    }

    private long tasks(final String map) {
        return tasks(object.map(map).orElseThrow());
    }

    private static long tasks(final BpfMap found) {
        final long[] count = new long[1];
        found.forEach(0, (key, value) -> {
            count[0] += found.elementFields().task(value + 8) == null ? 0 : 1;
            return true;
        });
        return count[0];
    }

    @Test
    void shouldKeepWhatCallbacksPrintAndFaultsToo() throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 8));
        awaitRuns("arm_array", 1);
        assertEquals(ALL_WELL, call("arm_array", 2, 0, 0, MONOTONIC, 9));
        awaitRuns("arm_array", 2);
        assertEquals(ALL_WELL, call("arm_array", 3, 0, 0, MONOTONIC, 10));
        awaitRuns("arm_array", 3);
        ProgramThreads.await("two faults", () -> callbacks("arm_array").faultCount() == 2);
        final CallbackReport report = callbacks("arm_array");
        assertEquals(List.of("round 0", "round 0", "round 0"), report.printed());
        assertEquals(3, report.printedCount());
        assertTrue(report.faults().get(0).message().contains("invalid write of 8 bytes at 0x8"), report.toString());
        assertTrue(report.faults().get(0).location().contains("timers.bpf.c"), report.toString());
        assertTrue(report.faults().get(1).message().contains("read-only: offset 0 of key of map array"),
                report.toString());
        assertEquals(ALL_WELL, call("arm_array", 4, 0, 0, MONOTONIC, 0), "the thread goes on");
        awaitRuns("arm_array", 4);
    }

    /** An inner map that its owner closes lets no timer run, though the outer map still has it. */
    @Test
    void shouldNotOutliveTheOwnerOfAnInnerMap() throws Exception {
        final BpfMap array = object.map("array").orElseThrow();
        final BpfMap inner = runtime.createMap("inner", new MapAttributes(
                array.type().number(), 4, array.valueSize(), 1, 0, 0, 0).withFields(array.elementFields().layout()));
        final MapView outer = MapView.of(object.map("outer").orElseThrow());
        outer.put(ints(0), inner, MapFlags.ANY);
        assertEquals(ALL_WELL, arm("arm_inner", 0, 0));
        awaitFired(1);
        assertEquals(new Call(0, -16, 0, 0), arm("arm_inner", 0, NEVER));
        inner.close();
        assertEquals(new Call(0, -1, -22, -22), arm("arm_inner", 0, NEVER), "EPERM: no user has the map any more");
        assertEquals(1, global("fired"));
    }

    @Test
    void shouldEndWithItsMap() throws Exception {
        assertEquals(ALL_WELL, arm("arm_array", 1, NEVER));
        final BpfMap map = object.map("array").orElseThrow();
        try (MapHold hold = MapHold.of(map).orElseThrow()) {
            assertEquals(1, tasks(hold.map()));
            object.close();
            assertEquals(0, tasks(hold.map()));
        }
    }

    @Test
    void shouldCloseAnObjectWithATimerPending() throws Exception {
        assertEquals(ALL_WELL, arm("arm_array", 1, 1_000_000));
        assertEquals(ALL_WELL, arm("arm_hash", 1, NEVER));
        object.close();
        assertThrows(IllegalStateException.class, () -> call("cancel", 1));
    }

    @Test
    void shouldNotCloseAnObjectUnderARunningCallback() throws Exception {
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 3));
        awaitFired(1);
        assertThrows(ProgramsRunningException.class, object::close);
        assertThrows(ProgramsRunningException.class, runtime::close);
        set("stop", 1);
        awaitRuns("arm_array", 1);
        object.close();
    }

    @Test
    void shouldNotHoldUpTheTimersOfAnotherObject() throws Exception {
        final LoadedObject stuck = object;
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 3));
        awaitFired(1);
        object = runtime.load(BpfObject.open("others", TestObjects.bytes("timers")));
        assertEquals(ALL_WELL, call("arm_array", 1, 0, 0, MONOTONIC, 0));
        awaitFired(1);
        awaitRuns("arm_array", 1);
        object.close();
        object = stuck;
        assertEquals(0, object.program("arm_array").orElseThrow().callbacks().runs(), "it still runs");
        set("stop", 1);
        awaitRuns("arm_array", 1);
    }

    @Test
    void shouldLeaveNoThreadBehind() throws Exception {
        final Set<Thread> before = threads();
        final BpfRuntime other = BpfRuntime.launch(new BpfRuntime.Context());
        assertTrue(before.containsAll(threads()), "they start with the first callback");
        object = other.load(BpfObject.open("timers", TestObjects.bytes("timers")));
        assertEquals(0, object.program("arm_array").orElseThrow().run(RunOptions.DEFAULT.withContext(
                ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putLong(24, MONOTONIC).array())).retval());
        awaitFired(1);
        assertFalse(before.containsAll(threads()));
        other.close();
        ProgramThreads.await("the threads end", () -> before.containsAll(threads()));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("bpf-"))
                .collect(Collectors.toSet());
    }

    /** How the callback is set: by bpf_wq_set_callback, or _impl. */
    @ParameterizedTest
    @CsvSource({"0", "2"})
    void shouldRunAWork(final int which) throws Exception {
        assertEquals(ALL_WELL, call("queue_work", 3, 0, 0, 0, which));
        awaitFired(1);
        assertEquals(3, global("fired_key"));
        assertEquals(CPU, global("fired_cpu"));
        awaitRuns("queue_work", 1);
        assertEquals(new Call(0, 0, 0, 0), call("queue_work", 3, 0, 0, 0, 1), "started once more");
        awaitFired(2);
    }

    @Test
    void shouldAnswerForWorksAsTheKernelDoes() throws Exception {
        assertEquals(new Call(0, 0, 0, -22), call("queue_work", 3, 0, 0, 0, 1), "not initialised");
        assertEquals(new Call(0, -22, -22, -22), call("queue_work", 3, 0, 1, 0, 0), "flags of init");
        assertEquals(new Call(0, 0, -22, -22), call("queue_work", 3, 0, 0, 1, 0), "flags of set_callback");
        assertEquals(new Call(0, -16, 0, -22), call("queue_work", 3, 1, 0, 0, 0), "flags of start");
        assertEquals(0, global("fired"));
        assertEquals(0, call("delete_work", 3));
        assertEquals(ALL_WELL, call("queue_work", 3, 0, 0, 0, 0), "a new element, a new work");
        awaitFired(1);
    }

    /** While the callback runs, any number of starts are one more run; and timers go on meanwhile. */
    @Test
    void shouldQueueAWorkOnce() throws Exception {
        set("stop", 7);
        assertEquals(ALL_WELL, call("queue_work", 3, 0, 0, 0, 0));
        awaitFired(1);
        for (int i = 0; i < 5; i++) {
            assertEquals(new Call(0, 0, 0, 0), call("queue_work", 3, 0, 0, 0, 1));
        }
        assertEquals(ALL_WELL, arm("arm_array", 1, 0));
        awaitRuns("arm_array", 1);
        assertEquals(0, callbacks("queue_work").runs());
        set("stop", 0);
        awaitRuns("queue_work", 2);
        assertEquals(0, call("delete_work", 3));
        assertEquals(3, global("fired"), "two runs of the work and one of the timer");
    }
}
