package io.bpfarena.runtime.program;

import java.util.Set;

/** The program types, {@code enum bpf_prog_type} of the kernel's uapi bpf.h, that this runtime runs. */
public enum ProgramType {
    /** Context: {@code struct __sk_buff}, the packet without its Ethernet header, by loads through helpers. */
    SOCKET_FILTER(1, "socket_filter", Set.of(26)),

    /** Context: {@code struct __sk_buff} with packet pointers; a classifier of traffic control. */
    SCHED_CLS(3, "sched_cls", Set.of(9, 10, 11, 26, 28)),

    /** As {@link #SCHED_CLS}; an action of traffic control. */
    SCHED_ACT(4, "sched_act", Set.of(9, 10, 11, 26, 28)),

    /** Context: {@code struct xdp_md} with packet pointers. */
    XDP(6, "xdp", Set.of(28, 44, 54, 65)),

    /** Context: the arguments of the tracepoint, up to twelve u64 that the program may only read. */
    RAW_TRACEPOINT(17, "raw_tracepoint", Set.of()),

    /** Context: any bytes that the caller gives; {@code r1} is their address (BPF_PROG_TYPE_SYSCALL). */
    SYSCALL(31, "syscall", Set.of());

    /** Numbers of the helpers that only some types have. */
    private static final Set<Integer> PACKET_HELPERS = Set.of(9, 10, 11, 26, 28, 44, 54, 65);

    private final int number;
    private final String label;
    private final Set<Integer> packetHelpers;

    ProgramType(final int number, final String label, final Set<Integer> packetHelpers) {
        this.number = number;
        this.label = label;
        this.packetHelpers = packetHelpers;
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
     * @return false for a helper on packets that the type does not have.
     */
    public boolean mayCall(final int helper) {
        return packetHelpers.contains(helper) || !PACKET_HELPERS.contains(helper);
    }

    /** {@return whether legacy packet loads are allowed (may_access_skb)} */
    public boolean hasPacketLoads() {
        return this == SOCKET_FILTER || this == SCHED_CLS || this == SCHED_ACT;
    }

    /** {@return whether programs run over a packet} */
    public boolean hasPacket() {
        return hasPacketLoads() || this == XDP;
    }
}
