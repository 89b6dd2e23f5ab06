package io.bpfarena.runtime;

import io.bpfarena.runtime.program.Invocation;
import java.time.Duration;

/**
 * How to run a program: {@code RunOptions.DEFAULT.withContext(bytes).onCpu(1).within(Duration.ofSeconds(2))}.
 *
 * @param context bytes that the program gets as its context, and into which it may write; at most
 *                {@link #MAX_CONTEXT_SIZE}. Not copied: after the run it holds what the program left there.
 * @param cpu     number of the virtual CPU, from 0.
 * @param timeout after which the program is ended.
 * @param data    the packet that a program of such a type runs over, from its Ethernet header on; copied.
 */
public record RunOptions(byte[] context, int cpu, Duration timeout, byte[] data) {
    /** Bytes in the largest context (U16_MAX, bpf_prog_test_run_syscall in the kernel). */
    public static final int MAX_CONTEXT_SIZE = 65_535;

    /** No context, CPU 0, {@link Invocation#DEFAULT_TIMEOUT}. */
    public static final RunOptions DEFAULT = new RunOptions(new byte[0], 0, Invocation.DEFAULT_TIMEOUT);

    /**
     * Options without data.
     *
     * @param context bytes of the context.
     * @param cpu     from 0.
     * @param timeout positive.
     */
    public RunOptions(final byte[] context, final int cpu, final Duration timeout) {
        this(context, cpu, timeout, new byte[0]);
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the context is too large, the CPU negative or the timeout not positive.
     */
    public RunOptions {
        if (context.length > MAX_CONTEXT_SIZE) {
            throw new IllegalArgumentException(
                    "a context must have at most %d bytes: size=%d".formatted(MAX_CONTEXT_SIZE, context.length));
        }
        if (cpu < 0) {
            throw new IllegalArgumentException("cpu must not be negative: cpu=" + cpu);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
        }
    }

    /**
     * The same with another context.
     *
     * @param bytes the context, in and out.
     * @return the options.
     */
    public RunOptions withContext(final byte[] bytes) {
        return new RunOptions(bytes, cpu, timeout, data);
    }

    /**
     * The same on another CPU.
     *
     * @param number from 0.
     * @return the options.
     */
    public RunOptions onCpu(final int number) {
        return new RunOptions(context, number, timeout, data);
    }

    /**
     * The same with another timeout.
     *
     * @param value positive.
     * @return the options.
     */
    public RunOptions within(final Duration value) {
        return new RunOptions(context, cpu, value, data);
    }

    /**
     * The same with a packet.
     *
     * @param bytes from the Ethernet header on; not changed: what the program made of it is in the result.
     * @return the options.
     */
    public RunOptions withData(final byte[] bytes) {
        return new RunOptions(context, cpu, timeout, bytes);
    }
}
