package io.bpfarena.runtime.helper;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Who runs, as the operating system knows it: what is "current" to the kernel. */
public final class CurrentThread {
    /** Bytes of a name with its zero: TASK_COMM_LEN. */
    static final int NAME_SIZE = 16;

    private static final int PR_GET_NAME = 16;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor NUMBER = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    private static final MethodHandle GETPID = handle("getpid", NUMBER);
    private static final MethodHandle GETTID = handle("gettid", NUMBER);
    private static final MethodHandle GETUID = handle("getuid", NUMBER);
    private static final MethodHandle GETGID = handle("getgid", NUMBER);
    private static final MethodHandle PRCTL = handle("prctl",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(1));

    private CurrentThread() {
    }

    static int processId() {
        return number(GETPID);
    }

    /** {@return its number, as Linux counts threads} */
    public static int threadId() {
        return number(GETTID);
    }

    /** {@return the number of the user that it acts for} */
    public static int userId() {
        return number(GETUID);
    }

    static int groupId() {
        return number(GETGID);
    }

    /** {@return its name} */
    public static String nameText() {
        final byte[] name = name();
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    /** The thread's name and zeros, {@link #NAME_SIZE} bytes. */
    static byte[] name() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocate(NAME_SIZE);
            final int result = (int) PRCTL.invokeExact(PR_GET_NAME, name);
            if (result != 0) {
                throw new IllegalStateException("prctl(PR_GET_NAME) failed");
            }
            return name.toArray(ValueLayout.JAVA_BYTE);
        } catch (final Throwable e) {
            throw unexpected(e);
        }
    }

    private static int number(final MethodHandle function) {
        try {
            return (int) function.invokeExact();
        } catch (final Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(final Throwable e) {
        if (e instanceof final Error error) {
            throw error;
        }
        return e instanceof final RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private static MethodHandle handle(
            final String name, final FunctionDescriptor descriptor, final Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
