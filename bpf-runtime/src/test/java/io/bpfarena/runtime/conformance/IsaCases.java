package io.bpfarena.runtime.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All cases, of which expected values are written down from RFC 9669 and, for what came after it, the kernel. */
final class IsaCases {
    /** What calls of kfuncs refer to by number. */
    static final List<String> KFUNCS = List.of(
            "bpf_arena_alloc_pages", "bpf_arena_free_pages", "bpf_arena_reserve_pages",
            "bpf_iter_num_new", "bpf_iter_num_next", "bpf_iter_num_destroy", "bpf_throw");
    private static final List<IsaCase> ALL = Stream.of(
            AluCases.all(), JumpCases.all(), MemoryCases.all(), AtomicCases.all(), CallCases.all(), ArenaCases.all(),
            FaultCases.all(), FlowCases.all())
            .flatMap(List::stream).toList();

    private IsaCases() {
    }

    static List<IsaCase> all() {
        return ALL;
    }
}
