package io.bpfarena.runtime.program;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.packet.PacketContext;
import io.bpfarena.runtime.stream.ProgramStreams;
import java.time.Duration;
import java.util.Objects;

/**
 * One call of a program: {@code Invocation.of(address, length).onCpu(1).within(Duration.ofSeconds(2))}.
 *
 * @param context      native memory that the program gets as its context; {@code r1} is its address, and {@code r2}
 *                     its length in bytes, which a program written for the kernel does not look at. The caller keeps
 *                     it alive and reads from it afterwards what the program wrote.
 * @param cpu          number of the virtual CPU, from 0: what bpf_get_smp_processor_id answers.
 * @param timeoutNanos after how many nanoseconds the program is interrupted.
 * @param packet       what the fields of the context mean if it is about a packet, or null; then {@code context} is
 *                     its memory, and the program has no other access to it.
 * @param streams      where the run writes, beside its result.
 * @param host         runs callbacks that are to come later, or null: then there can be none.
 */
public record Invocation(
        MemoryRegion context, int cpu, long timeoutNanos, PacketContext packet, ProgramStreams streams,
        AsyncHost host) {
    /**
     * How long a program may run if the caller does not say. The kernel has no such limit, since its verifier refuses
     * what does not end; ten seconds is far beyond what a program that passes there takes.
     */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the CPU is negative or the timeout is not positive.
     */
    public Invocation {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(streams, "streams");
        if (cpu < 0) {
            throw new IllegalArgumentException("cpu must not be negative: cpu=" + cpu);
        }
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("timeout must be positive: timeoutNanos=" + timeoutNanos);
        }
    }

    /** {@return a call without context: {@code r1} and {@code r2} are 0} */
    public static Invocation withoutContext() {
        return of(0, 0);
    }

    /**
     * A call with a writable context, on CPU 0, with the default timeout.
     *
     * @param address of its first byte, native.
     * @param length  bytes.
     * @return the call.
     */
    public static Invocation of(final long address, final long length) {
        return of(new MemoryRegion("context", address, length, true), null);
    }

    /**
     * A call with a context that can only be read, on CPU 0, with the default timeout.
     *
     * @param address of its first byte, native.
     * @param length  bytes.
     * @return the call.
     */
    public static Invocation readOnly(final long address, final long length) {
        return of(new MemoryRegion("context", address, length, false), null);
    }

    /**
     * A call for a packet, on CPU 0, with the default timeout.
     *
     * @param packet the context.
     * @return the call.
     */
    public static Invocation about(final PacketContext packet) {
        return of(packet.memory(), packet);
    }

    private static Invocation of(final MemoryRegion context, final PacketContext packet) {
        return new Invocation(context, 0, DEFAULT_TIMEOUT.toNanos(), packet, new ProgramStreams(), null);
    }

    /**
     * The same on another CPU.
     *
     * @param number from 0.
     * @return the call.
     */
    public Invocation onCpu(final int number) {
        return new Invocation(context, number, timeoutNanos, packet, streams, host);
    }

    /**
     * The same with another timeout.
     *
     * @param timeout positive; capped at some 292 years.
     * @return the call.
     */
    public Invocation within(final Duration timeout) {
        final boolean huge = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0;
        return new Invocation(context, cpu, huge ? Long.MAX_VALUE : timeout.toNanos(), packet, streams, host);
    }

    /**
     * The same, writing elsewhere.
     *
     * @param where the streams of the program.
     * @return the call.
     */
    public Invocation writingTo(final ProgramStreams where) {
        return new Invocation(context, cpu, timeoutNanos, packet, where, host);
    }

    /**
     * The same with somebody who runs callbacks later.
     *
     * @param later who does.
     * @return the call.
     */
    public Invocation hostedBy(final AsyncHost later) {
        return new Invocation(context, cpu, timeoutNanos, packet, streams, later);
    }
}
