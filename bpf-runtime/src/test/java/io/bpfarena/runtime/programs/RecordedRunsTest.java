package io.bpfarena.runtime.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.isa.GoldenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs in the kernel's manner, compiled for each version of the instruction set, against what Linux 6.18 answered
 * when the same objects were loaded by libbpf 1.5 and run by BPF_PROG_TEST_RUN. It answered the same for all versions.
 */
@Timeout(300)
class RecordedRunsTest {
    static Stream<Arguments> objects() {
        return Variant.all().flatMap(
                variant -> TestObjects.KERNEL_NAMES.stream().map(name -> Arguments.of(name, variant)));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @MethodSource("objects")
    void shouldAnswerAsTheKernelDid(final String name, final Variant variant) throws Exception {
        final List<String> recorded = GoldenFile.read("/runs/" + name + ".txt").lines().toList();
        final List<String> repeated = new ArrayList<>();
        try (KernelObject object = KernelObject.load(name, variant)) {
            final RecordedRuns runs = new RecordedRuns(object, variant);
            for (final String line : recorded) {
                repeated.add(runs.repeat(line));
            }
        }
        assertTrue(recorded.size() > 5, "nothing was recorded");
        assertEquals(String.join("\n", recorded), String.join("\n", repeated));
    }
}
