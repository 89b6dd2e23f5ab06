package io.bpfarena.runtime.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All cases, of which expected values are written down from RFC 9669 and, for what came after it, the kernel. */
final class IsaCases {
    private static final List<IsaCase> ALL = Stream.of(
            AluCases.all(), JumpCases.all(), MemoryCases.all(), AtomicCases.all(), CallCases.all(), ArenaCases.all(),
            FaultCases.all())
            .flatMap(List::stream).toList();

    private IsaCases() {
    }

    static List<IsaCase> all() {
        return ALL;
    }
}
