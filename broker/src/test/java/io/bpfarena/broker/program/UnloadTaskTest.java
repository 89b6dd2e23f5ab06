package io.bpfarena.broker.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.ProgramsRunningException;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.program.ProgramFaultException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Unloading what still runs, as a timer's callback may. */
class UnloadTaskTest {
    private static final int PAUSE = 9999;
    private static final int SECONDS = 30;

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private void pause() {
        inside.countDown();
        try {
            end.await(SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldTryAgainWhileSomethingRuns() throws Exception {
        final FunctionTable functions = FunctionTable.builder().helper(PAUSE, "bpf_pause", "long bpf_pause(void)",
                (context, r1, r2, r3, r4, r5) -> {
                    pause();
                    return 0;
                }).build();
        try (BpfRuntime runtime = BpfRuntime.launch(
                new BpfRuntime.Context().functions(functions).closeTimeout(Duration.ofMillis(20)))) {
            final LoadedObject loaded = runtime.load("busy", List.of(
                    new Instruction(Opcode.JMP | Opcode.CALL, 0, 0, 0, PAUSE),
                    new Instruction(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0)));
            final ObjectRegistry registry = new ObjectRegistry(1);
            registry.takeName("busy");
            final HostedObject object = registry.add(loaded);
            final Thread running = new Thread(() -> runQuietly(loaded));
            running.start();
            assertTrue(inside.await(SECONDS, TimeUnit.SECONDS));
            registry.remove(object);
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final UnloadTask task = new UnloadTask(object, registry, failure::set);
            final Thread unloading = new Thread(() -> task.executeSafely(0));
            unloading.start();
            while (unloading.getState() != Thread.State.TIMED_WAITING) {
                assertTrue(unloading.isAlive(), "it has given up");
                Thread.onSpinWait();
            }
            // Who closes waits for others who do: when this was refused, the task's first attempt was.
            assertThrows(ProgramsRunningException.class, loaded::close);
            end.countDown();
            unloading.join(TimeUnit.SECONDS.toMillis(SECONDS));
            running.join(TimeUnit.SECONDS.toMillis(SECONDS));
            task.complete();
            assertNull(failure.get());
            assertEquals(List.of(), runtime.objects());
        } finally {
            end.countDown();
        }
    }

    private static void runQuietly(final LoadedObject loaded) {
        try {
            loaded.programs().getFirst().run(new byte[0]);
        } catch (final ProgramFaultException e) {
            throw new IllegalStateException(e);
        }
    }
}
