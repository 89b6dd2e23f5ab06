package io.bpfarena.runtime.map;

/** {@code map_flags} of BPF_MAP_CREATE and the flags of an update, as in the kernel's uapi bpf.h. */
public final class MapFlags {
    /** Take elements as they are needed. */
    public static final int NO_PREALLOC = 1;
    /** LRU hash: each CPU has a list of its own. */
    public static final int NO_COMMON_LRU = 1 << 1;
    /** The NUMA node in the attributes counts. */
    public static final int NUMA_NODE = 1 << 2;
    /** Read-only for user space. */
    public static final int RDONLY = 1 << 3;
    /** Write-only for user space. */
    public static final int WRONLY = 1 << 4;
    /** Zero seed for the hash; for tests. */
    public static final int ZERO_SEED = 1 << 6;
    /** Read-only for programs. */
    public static final int RDONLY_PROG = 1 << 7;
    /** Write-only for programs. */
    public static final int WRONLY_PROG = 1 << 8;
    /** User space can map it. */
    public static final int MMAPABLE = 1 << 10;
    /** May be the inner map of another. */
    public static final int INNER_MAP = 1 << 12;
    /** Arena: a touch by user space of a page that is not there is a segmentation fault. */
    public static final int SEGV_ON_FAULT = 1 << 17;
    /** Arena: a cast to a user pointer is a 32-bit move. */
    public static final int NO_USER_CONV = 1 << 18;

    /** Update: create or replace. */
    public static final long ANY = 0;
    /** Update: create only. */
    public static final long NOEXIST = 1;
    /** Update: replace only. */
    public static final long EXIST = 2;
    /** Update: under the spin lock in the value. */
    public static final long LOCK = 4;

    /** Who may read and write. */
    static final int ACCESS = RDONLY | WRONLY | RDONLY_PROG | WRONLY_PROG;

    private MapFlags() {
    }
}
