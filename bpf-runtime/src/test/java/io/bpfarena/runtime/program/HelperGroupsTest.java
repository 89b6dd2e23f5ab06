package io.bpfarena.runtime.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which types may call what, as a 6.18 kernel answered when such programs were loaded. */
class HelperGroupsTest {
    private static final List<ProgramType> TYPES = List.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT, ProgramType.XDP, ProgramType.KPROBE, ProgramType.TRACEPOINT,
            ProgramType.PERF_EVENT, ProgramType.RAW_TRACEPOINT, ProgramType.RAW_TRACEPOINT_WRITABLE,
            ProgramType.SYSCALL);

    /** Helper, then the types in the order above. */
    @ParameterizedTest
    @CsvSource({
        "1, Y Y Y Y Y Y Y Y Y Y", "4, . . . . Y Y Y Y Y Y", "45, . . . . Y Y Y Y Y Y",
        "9, . Y Y . . . . . . .", "10, . Y Y . . . . . . .", "11, . Y Y . . . . . . .",
        "18, . Y Y . . . . . . .", "19, . Y Y . . . . . . .", "23, . Y Y Y . . . . . .",
        "26, Y Y Y . . . . . . .", "28, . Y Y Y . . . . . .", "31, . Y Y . . . . . . .",
        "32, . Y Y . . . . . . .", "34, . Y Y . . . . . . .", "38, . Y Y . . . . . . .",
        "39, . Y Y . . . . . . .", "40, . Y Y . . . . . . .", "41, . Y Y . . . . . . .",
        "43, . Y Y . . . . . . .", "48, . Y Y . . . . . . .", "50, . Y Y . . . . . . .",
        "44, . . . Y . . . . . .", "54, . . . Y . . . . . .", "65, . . . Y . . . . . .",
        "68, Y Y Y . . . . . . .", "113, Y Y Y Y Y Y Y Y Y Y", "135, . Y Y . . . . . . .",
        "148, Y Y Y Y Y Y Y Y Y Y", "160, Y Y Y Y . . . . . .", "165, Y Y Y Y Y Y Y Y Y Y",
        "174, . . . . Y Y Y Y Y .", "183, . . . . . . . . . .", "189, . . . Y . . . . . .",
        "190, . . . Y . . . . . .", "197, Y Y Y Y Y Y Y Y Y Y",
    })
    void shouldLetTheTypesCallThatTheKernelLets(final int helper, final String types) {
        assertEquals(types, TYPES.stream().map(type -> type.mayCall(helper) ? "Y" : ".")
                .collect(Collectors.joining(" ")));
    }

    /** A machine may be locked down against this one, as the one that was asked was; the kernel has it for tracing. */
    @ParameterizedTest
    @CsvSource({"36, KPROBE TRACEPOINT PERF_EVENT RAW_TRACEPOINT RAW_TRACEPOINT_WRITABLE TRACING LSM SYSCALL"})
    void shouldLetTracingProgramsWriteUserMemory(final int helper, final String types) {
        assertEquals(types, Arrays.stream(ProgramType.values()).filter(type -> type.mayCall(helper))
                .map(Enum::name).collect(Collectors.joining(" ")));
    }
}
