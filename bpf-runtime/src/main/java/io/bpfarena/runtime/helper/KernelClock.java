package io.bpfarena.runtime.helper;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Clocks of the kernel that the JVM does not offer, by clock_gettime(2). */
enum KernelClock {
    /** Monotonic time as of the last tick. */
    MONOTONIC_COARSE(6),
    /** Time since the machine was booted, suspension included. */
    BOOT_TIME(7),
    /** International atomic time: no leap seconds. */
    TAI(11);

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final MethodHandle GET_TIME = handle("clock_gettime");
    private static final MethodHandle GET_RESOLUTION = handle("clock_getres");

    private final int number;

    KernelClock(final int number) {
        this.number = number;
    }

    /** The clock's time in nanoseconds. */
    long nanoTime() {
        return ask(GET_TIME);
    }

    /** Nanoseconds between two of its times. */
    long resolutionNanos() {
        return ask(GET_RESOLUTION);
    }

    private long ask(final MethodHandle function) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment timespec = arena.allocate(ValueLayout.JAVA_LONG, 2);
            final int result = (int) function.invokeExact(number, timespec);
            if (result != 0) {
                throw new IllegalStateException("the kernel has no clock " + this);
            }
            return timespec.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
                    + timespec.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (final RuntimeException | Error e) {
            throw e;
        } catch (final Throwable e) {
            throw new IllegalStateException("clock " + this, e);
        }
    }

    private static MethodHandle handle(final String name) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }
}
