package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.program.ProgramType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code SEC()} name says of the programs in the section (libbpf.c, section_defs). A leading {@code ?} means not
 * to load them unless asked to. A name matches {@code syscall} exactly, and {@code kprobe+} as {@code kprobe} or
 * {@code kprobe/anything}.
 *
 * @param text     the section's name.
 * @param autoload whether the programs are loaded unless the user says otherwise.
 * @param kind     libbpf's name for it, empty if it knows none.
 * @param type     the type, empty if this runtime cannot run it.
 */
record SectionName(String text, boolean autoload, Optional<String> kind, Optional<ProgramType> type) {
    /** What this runtime runs. */
    private static final Map<String, ProgramType> RUNNABLE = runnable(Map.ofEntries(
            Map.entry(ProgramType.SYSCALL, List.of("syscall")),
            Map.entry(ProgramType.SOCKET_FILTER, List.of("socket")),
            Map.entry(ProgramType.SCHED_CLS, List.of("tc/ingress", "tc/egress", "tcx/ingress", "tcx/egress", "tc",
                    "classifier")),
            Map.entry(ProgramType.SCHED_ACT, List.of("action")),
            Map.entry(ProgramType.XDP, List.of("xdp.frags", "xdp")),
            Map.entry(ProgramType.RAW_TRACEPOINT, List.of("raw_tracepoint+", "raw_tp+")),
            Map.entry(ProgramType.KPROBE, List.of("kprobe+", "uprobe+", "uprobe.s+", "kretprobe+", "uretprobe+",
                    "uretprobe.s+", "kprobe.multi+", "kretprobe.multi+", "kprobe.session+", "uprobe.multi+",
                    "uretprobe.multi+", "uprobe.session+", "uprobe.multi.s+", "uretprobe.multi.s+",
                    "uprobe.session.s+", "ksyscall+", "kretsyscall+", "usdt+", "usdt.s+")),
            Map.entry(ProgramType.TRACEPOINT, List.of("tracepoint+", "tp+")),
            Map.entry(ProgramType.RAW_TRACEPOINT_WRITABLE, List.of("raw_tracepoint.w+", "raw_tp.w+")),
            Map.entry(ProgramType.TRACING, List.of("tp_btf+", "fentry+", "fmod_ret+", "fexit+", "fentry.s+",
                    "fmod_ret.s+", "fexit.s+")),
            Map.entry(ProgramType.LSM, List.of("lsm+", "lsm.s+")),
            Map.entry(ProgramType.PERF_EVENT, List.of("perf_event"))));

    /** What libbpf knows and this runtime does not run. */
    private static final List<String> KNOWN = List.of(
            "sk_reuseport/migrate", "sk_reuseport", "netkit/primary", "netkit/peer", "fsession+", "fsession.s+",
            "freplace+", "lsm_cgroup+", "iter+", "iter.s+", "xdp.frags/devmap", "xdp/devmap", "xdp.frags/cpumap",
            "xdp/cpumap", "lwt_in", "lwt_out", "lwt_xmit", "lwt_seg6local", "sockops", "sk_skb/stream_parser",
            "sk_skb/stream_verdict", "sk_skb/verdict", "sk_skb", "sk_msg", "lirc_mode2", "flow_dissector",
            "cgroup_skb/ingress", "cgroup_skb/egress", "cgroup/skb", "cgroup/sock_create", "cgroup/sock_release",
            "cgroup/sock", "cgroup/post_bind4", "cgroup/post_bind6", "cgroup/bind4", "cgroup/bind6",
            "cgroup/connect4", "cgroup/connect6", "cgroup/connect_unix", "cgroup/sendmsg4", "cgroup/sendmsg6",
            "cgroup/sendmsg_unix", "cgroup/recvmsg4", "cgroup/recvmsg6", "cgroup/recvmsg_unix",
            "cgroup/getpeername4", "cgroup/getpeername6", "cgroup/getpeername_unix", "cgroup/getsockname4",
            "cgroup/getsockname6", "cgroup/getsockname_unix", "cgroup/sysctl", "cgroup/getsockopt",
            "cgroup/setsockopt", "cgroup/dev", "struct_ops+", "struct_ops.s+", "sk_lookup", "netfilter");

    private static Map<String, ProgramType> runnable(final Map<ProgramType, List<String>> patterns) {
        final Map<String, ProgramType> types = new HashMap<>();
        patterns.forEach((type, names) -> names.forEach(name -> types.put(name, type)));
        return Map.copyOf(types);
    }

    static SectionName of(final String text) {
        final boolean autoload = !text.startsWith("?");
        final String name = autoload ? text : text.substring(1);
        final Optional<String> runnable = find(RUNNABLE.keySet(), name);
        return runnable.isPresent()
                ? new SectionName(text, autoload, runnable, runnable.map(RUNNABLE::get))
                : new SectionName(text, autoload, find(KNOWN, name), Optional.empty());
    }

    private static Optional<String> find(final Collection<String> patterns, final String name) {
        return patterns.stream().filter(pattern -> matches(pattern, name)).findFirst();
    }

    private static boolean matches(final String pattern, final String name) {
        if (!pattern.endsWith("+")) {
            return name.equals(pattern);
        }
        final String stem = pattern.substring(0, pattern.length() - 1);
        return name.equals(stem) || name.startsWith(stem + "/");
    }
}
