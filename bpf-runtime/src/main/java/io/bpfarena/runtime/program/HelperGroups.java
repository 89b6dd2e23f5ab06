package io.bpfarena.runtime.program;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which helpers only some program types have, by number (get_func_proto of each type: net/core/filter.c,
 * kernel/trace/bpf_trace.c, kernel/bpf/syscall.c). All other helpers are for all types.
 */
final class HelperGroups {
    /** bpf_skb_load_bytes, bpf_skb_load_bytes_relative, bpf_ktime_get_coarse_ns. */
    static final Set<Integer> SOCKET_FILTER = Set.of(26, 68, 160);

    /** Those that read, write and shape a {@code struct __sk_buff}, checksums, bpf_redirect. */
    static final Set<Integer> TRAFFIC_CONTROL = Set.of(
            9, 10, 11, 18, 19, 23, 26, 28, 31, 32, 34, 38, 39, 40, 41, 43, 48, 50, 68, 135, 160);

    /** bpf_csum_diff, bpf_redirect, bpf_xdp_*. */
    static final Set<Integer> XDP = Set.of(23, 28, 44, 54, 65, 160, 188, 189, 190);

    /** bpf_probe_read, bpf_probe_read_str, bpf_probe_write_user. */
    static final Set<Integer> SYSCALL = Set.of(4, 36, 45);

    /** As those of {@link #SYSCALL}, and bpf_get_attach_cookie. */
    static final Set<Integer> TRACING = Set.of(4, 36, 45, 174);

    /** As those of {@link #TRACING}, and bpf_get_func_arg, bpf_get_func_ret, bpf_get_func_arg_cnt. */
    static final Set<Integer> TRACED_FUNCTION = Set.of(4, 36, 45, 174, 183, 184, 185);

    private static final Set<Integer> OF_SOME_TYPES =
            Stream.of(SOCKET_FILTER, TRAFFIC_CONTROL, XDP, TRACED_FUNCTION).flatMap(Collection::stream)
                    .collect(Collectors.toUnmodifiableSet());

    private HelperGroups() {
    }

    static boolean isOfSomeTypes(final int helper) {
        return OF_SOME_TYPES.contains(helper);
    }
}
