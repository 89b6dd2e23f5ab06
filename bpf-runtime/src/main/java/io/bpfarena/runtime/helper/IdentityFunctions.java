package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Helpers that tell who runs the program (kernel/bpf/helpers.c): the thread of this process that does. Numbers are
 * those of the process's own namespaces, since nothing outside them is to be seen from here.
 */
final class IdentityFunctions {
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    /** Bytes of struct bpf_pidns_info. */
    private static final int PID_INFO_SIZE = 8;

    private IdentityFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(14, "bpf_get_current_pid_tgid", "u64 bpf_get_current_pid_tgid(void)",
                (context, r1, r2, r3, r4, r5) -> pair(CurrentThread.processId(), CurrentThread.threadId()));
        table.helper(15, "bpf_get_current_uid_gid", "u64 bpf_get_current_uid_gid(void)",
                (context, r1, r2, r3, r4, r5) -> pair(CurrentThread.groupId(), CurrentThread.userId()));
        table.helper(16, "bpf_get_current_comm", "long bpf_get_current_comm(void *buf, u32 size_of_buf)",
                IdentityFunctions::name);
        table.helper(120, "bpf_get_ns_current_pid_tgid",
                "long bpf_get_ns_current_pid_tgid(u64 dev, u64 ino, struct bpf_pidns_info *nsdata, u32 size)",
                IdentityFunctions::idsInNamespace);
    }

    private static long pair(final int upper, final int lower) {
        return (long) upper << Integer.SIZE | lower & 0xFFFF_FFFFL;
    }

    /** strscpy_pad: the name is cut, its zero is not. */
    private static long name(final CallContext context, final long buffer, final long size, final long unused3,
            final long unused4, final long unused5) {
        context.checkWrite(buffer, size, "buf of bpf_get_current_comm");
        if (size == 0) {
            context.fail("bpf_get_current_comm: invalid zero-sized read");
        }
        NativeMemory.zero(buffer, size);
        final byte[] name = CurrentThread.name();
        for (int i = 0; i < Math.min(name.length, size - 1); i++) {
            NativeMemory.putByte(buffer + i, name[i]);
        }
        return 0;
    }

    private static long idsInNamespace(final CallContext context, final long device, final long inode,
            final long info, final long size, final long unused5) {
        context.checkWrite(info, size, "nsdata of bpf_get_ns_current_pid_tgid");
        NativeMemory.zero(info, size);
        if (size != PID_INFO_SIZE || device != attribute("unix:dev") || inode != attribute("unix:ino")) {
            return -Errno.EINVAL.number();
        }
        NativeMemory.putInt(info, CurrentThread.threadId());
        NativeMemory.putInt(info + Integer.BYTES, CurrentThread.processId());
        return 0;
    }

    private static long attribute(final String name) {
        try {
            return ((Number) Files.getAttribute(PID_NAMESPACE, name)).longValue();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
