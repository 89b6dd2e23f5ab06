package io.bpfarena.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions as static final method handles, so that C2 calls them directly. Each call records errno in
 * a thread's own buffer ({@code errno} itself may change before Java could read it).
 */
final class SystemCalls {
    private static final AddressLayout PTR = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    /** The first variadic argument of open(2) and fcntl(2) is the third; the calling convention wants to know. */
    private static final Linker.Option THIRD_VARIADIC = Linker.Option.firstVariadicArg(2);

    private static final MethodHandle MMAP =
            handle("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG), ERRNO);
    private static final MethodHandle MUNMAP = handle("munmap", FunctionDescriptor.of(INT, LONG, LONG), ERRNO);
    private static final MethodHandle MADVISE = handle("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT), ERRNO);
    private static final MethodHandle MPROTECT =
            handle("mprotect", FunctionDescriptor.of(INT, LONG, LONG, INT), ERRNO);
    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(INT, PTR, INT, INT), THIRD_VARIADIC, ERRNO);
    private static final MethodHandle MEMFD_CREATE =
            handle("memfd_create", FunctionDescriptor.of(INT, PTR, INT), ERRNO);
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT), ERRNO);
    private static final MethodHandle FTRUNCATE = handle("ftruncate", FunctionDescriptor.of(INT, INT, LONG), ERRNO);
    private static final MethodHandle FALLOCATE =
            handle("fallocate", FunctionDescriptor.of(INT, INT, INT, LONG, LONG), ERRNO);
    private static final MethodHandle FCNTL =
            handle("fcntl", FunctionDescriptor.of(INT, INT, INT, PTR), THIRD_VARIADIC, ERRNO);
    private static final MethodHandle UMASK = handle("umask", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle LSEEK = handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT), ERRNO);

    private SystemCalls() {
    }

    private static MethodHandle handle(
            final String name, final FunctionDescriptor descriptor, final Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    static long mmap(
            final long address, final long length, final int protection, final int flags, final int fd,
            final long offset) {
        try {
            final MemorySegment state = STATE.get();
            final long result = (long) MMAP.invokeExact(state, address, length, protection, flags, fd, offset);
            return result == -1 ? -errno(state) : result;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int munmap(final long address, final long length) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) MUNMAP.invokeExact(state, address, length), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int madvise(final long address, final long length, final int advice) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) MADVISE.invokeExact(state, address, length, advice), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int mprotect(final long address, final long length, final int protection) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) MPROTECT.invokeExact(state, address, length, protection), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int open(final String path, final int flags, final int mode) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = STATE.get();
            return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, mode), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int memfdCreate(final String name, final int flags) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = STATE.get();
            return result((int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), flags), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int close(final int fd) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) CLOSE.invokeExact(state, fd), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int ftruncate(final int fd, final long length) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) FTRUNCATE.invokeExact(state, fd, length), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int fallocate(final int fd, final int mode, final long offset, final long length) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) FALLOCATE.invokeExact(state, fd, mode, offset, length), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int fcntl(final int fd, final int command, final MemorySegment argument) {
        try {
            final MemorySegment state = STATE.get();
            return result((int) FCNTL.invokeExact(state, fd, command, argument), state);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static long lseek(final int fd, final long offset, final int whence) {
        try {
            final MemorySegment state = STATE.get();
            final long result = (long) LSEEK.invokeExact(state, fd, offset, whence);
            return result == -1 ? -errno(state) : result;
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    static int umask(final int mask) {
        try {
            return (int) UMASK.invokeExact(mask);
        } catch (final Throwable t) {
            throw unexpected(t);
        }
    }

    private static int result(final int result, final MemorySegment state) {
        return result == -1 ? -errno(state) : result;
    }

    private static int errno(final MemorySegment state) {
        return (int) ERRNO_FIELD.get(state, 0L);
    }

    private static RuntimeException unexpected(final Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return t instanceof RuntimeException runtime ? runtime : new IllegalStateException(t);
    }
}
