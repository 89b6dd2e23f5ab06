package io.bpfarena.runtime.program;

import java.util.Set;

/** The program types, {@code enum bpf_prog_type} of the kernel's uapi bpf.h, that this runtime runs. */
public enum ProgramType {
    /** Context: {@code struct __sk_buff}, the packet without its Ethernet header, by loads through helpers. */
    SOCKET_FILTER(1, "socket_filter", HelperGroups.SOCKET_FILTER),

    /** Context: {@code struct pt_regs}, read-only; kprobes, uprobes and what is made of them. */
    KPROBE(2, "kprobe", HelperGroups.TRACING),

    /** Context: {@code struct __sk_buff} with packet pointers; a classifier of traffic control. */
    SCHED_CLS(3, "sched_cls", HelperGroups.TRAFFIC_CONTROL),

    /** As {@link #SCHED_CLS}; an action of traffic control. */
    SCHED_ACT(4, "sched_act", HelperGroups.TRAFFIC_CONTROL),

    /** Context: the record of the tracepoint, read-only. */
    TRACEPOINT(5, "tracepoint", HelperGroups.TRACING),

    /** Context: {@code struct xdp_md} with packet pointers. */
    XDP(6, "xdp", HelperGroups.XDP),

    /** Context: {@code struct bpf_perf_event_data}, read-only. */
    PERF_EVENT(7, "perf_event", HelperGroups.TRACING),

    /** Context: the arguments of the tracepoint, up to twelve u64 that the program may only read. */
    RAW_TRACEPOINT(17, "raw_tracepoint", HelperGroups.TRACING),

    /** As {@link #RAW_TRACEPOINT}; a tracepoint that lets programs change what one of its arguments points to. */
    RAW_TRACEPOINT_WRITABLE(24, "raw_tracepoint_writable", HelperGroups.TRACING),

    /**
     * Context: the arguments of the traced function, up to twelve u64 that the program may only read; of fexit and
     * fmod_ret with the return value after them.
     */
    TRACING(26, "tracing", HelperGroups.TRACED_FUNCTION),

    /** Context: the arguments of the hook, read-only; what the program returns would be the hook's answer. */
    LSM(29, "lsm", HelperGroups.TRACED_FUNCTION),

    /** Context: any bytes that the caller gives; {@code r1} is their address (BPF_PROG_TYPE_SYSCALL). */
    SYSCALL(31, "syscall", HelperGroups.SYSCALL);

    private final int number;
    private final String label;
    private final Set<Integer> ownHelpers;

    ProgramType(final int number, final String label, final Set<Integer> ownHelpers) {
        this.number = number;
        this.label = label;
        this.ownHelpers = ownHelpers;
    }

    /** {@return the number in {@code enum bpf_prog_type}} */
    public int number() {
        return number;
    }

    /** {@return the name bpftool uses} */
    public String label() {
        return label;
    }

    /**
     * Whether programs of this type may call a helper (the kernel's get_func_proto of each type).
     *
     * @param helper its number.
     * @return false for one that only some types have, and this one does not.
     */
    public boolean mayCall(final int helper) {
        return ownHelpers.contains(helper) || !HelperGroups.isOfSomeTypes(helper);
    }

    /** {@return whether legacy packet loads are allowed (may_access_skb)} */
    public boolean hasPacketLoads() {
        return this == SOCKET_FILTER || this == SCHED_CLS || this == SCHED_ACT;
    }

    /**
     * How many bytes of context a program may be given that has no packet; what is not given is zero.
     *
     * @return the size of the kernel's structure, or the most there can be.
     */
    public int maxContextSize() {
        return switch (this) {
            // struct pt_regs of x86-64; with sample_period and addr.
            case KPROBE -> 168;
            case PERF_EVENT -> 184;
            // PERF_MAX_TRACE_SIZE.
            case TRACEPOINT -> 8192;
            // MAX_BPF_FUNC_ARGS of u64, and a return value.
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> 12 * Long.BYTES;
            case TRACING, LSM -> 13 * Long.BYTES;
            // U16_MAX, bpf_prog_test_run_syscall.
            case SYSCALL -> 65_535;
            case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, XDP -> 65_535;
        };
    }

    /** {@return the size of the context if the type has just one, which what is given is filled up to; else 0} */
    public int fixedContextSize() {
        return this == KPROBE || this == PERF_EVENT ? maxContextSize() : 0;
    }

    /** {@return whether programs may only read their context} */
    public boolean hasReadOnlyContext() {
        return !hasPacket() && this != SYSCALL;
    }

    /** {@return whether programs run over a packet} */
    public boolean hasPacket() {
        return hasPacketLoads() || this == XDP;
    }
}
