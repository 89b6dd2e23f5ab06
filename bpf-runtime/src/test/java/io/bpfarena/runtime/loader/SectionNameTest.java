package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.program.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of sections match as libbpf's sec_def_matches has it: whole, or with a plus up to the end or a slash. */
class SectionNameTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // section,             pattern,             type,           autoload
        "syscall,               syscall,             SYSCALL,        true",
        "?syscall,              syscall,             SYSCALL,        false",
        "??syscall,             -,                   -,              false",
        "syscall/x,             -,                   -,              true",
        "syscall.s,             -,                   -,              true",
        "socket,                socket,              SOCKET_FILTER,  true",
        "socket1,               -,                   -,              true",
        "tc,                    tc,                  SCHED_CLS,      true",
        "tc/ingress,            tc/ingress,          SCHED_CLS,      true",
        "tc/egress,             tc/egress,           SCHED_CLS,      true",
        "tc/other,              -,                   -,              true",
        "tcx/ingress,           tcx/ingress,         SCHED_CLS,      true",
        "tcx/egress,            tcx/egress,          SCHED_CLS,      true",
        "classifier,            classifier,          SCHED_CLS,      true",
        "classifier/x,          -,                   -,              true",
        "action,                action,              SCHED_ACT,      true",
        "xdp,                   xdp,                 XDP,            true",
        "xdp.frags,             xdp.frags,           XDP,            true",
        "xdp/devmap,            xdp/devmap,          -,              true",
        "xdp.frags/cpumap,      xdp.frags/cpumap,    -,              true",
        "xdp_drop,              -,                   -,              true",
        "raw_tp,                raw_tp+,             RAW_TRACEPOINT, true",
        "raw_tp/sys_enter,      raw_tp+,             RAW_TRACEPOINT, true",
        "raw_tracepoint/x,      raw_tracepoint+,     RAW_TRACEPOINT, true",
        "raw_tp.w/x,            raw_tp.w+,           RAW_TRACEPOINT_WRITABLE, true",
        "raw_tpx,               -,                   -,              true",
        "fentry.s/do_nanosleep, fentry.s+,           TRACING,        true",
        "freplace,              freplace+,           -,              true",
        "?struct_ops/init,      struct_ops+,         -,              false",
        "struct_ops.s,          struct_ops.s+,       -,              true",
        "lsm.s/file_open,       lsm.s+,              LSM,            true",
        "uprobe.multi.s//bin/x, uprobe.multi.s+,     KPROBE,         true",
        "cgroup/connect_unix,   cgroup/connect_unix, -,              true",
        "cgroup/nonsense,       -,                   -,              true",
        "kprobe.session/x,      kprobe.session+,     KPROBE,         true",
        "netkit/peer,           netkit/peer,         -,              true",
    })
    void shouldMatchAsLibbpfDoes(
            final String section, final String pattern, final ProgramType type, final boolean autoload) {
        final SectionName name = SectionName.of(section);
        assertEquals(pattern, name.kind().orElse(null));
        assertEquals(type, name.type().orElse(null));
        assertEquals(autoload, name.autoload());
    }
}
