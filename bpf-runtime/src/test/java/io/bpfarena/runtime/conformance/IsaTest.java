package io.bpfarena.runtime.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.program.Engine;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.FaultReport;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of {@link IsaCases} on every engine. */
class IsaTest {
    private static final List<Engine> ENGINES = List.of(new Interpreter());

    static Stream<Arguments> casesOnEngines() {
        return ENGINES.stream().flatMap(
                engine -> IsaCases.all().stream().map(isaCase -> Arguments.of(engine.name(), isaCase, engine)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesOnEngines")
    void shouldDoWhatTheInstructionSetSays(final String engineName, final IsaCase isaCase, final Engine engine)
            throws ProgramRejectedException, ProgramFaultException {
        final List<BpfMap> maps = isaCase.environment().maps();
        final LinkedProgram linked = new LinkedProgram(isaCase.name(), "syscall", ProgramType.SYSCALL, isaCase.code(),
                isaCase.subprograms().stream().map(start -> new LinkedProgram.Subprogram("f" + start, start)).toList(),
                maps, IsaCases.KFUNCS, List.of(), isaCase.exceptionCallback() == 0
                        ? OptionalInt.empty() : OptionalInt.of(isaCase.exceptionCallback()));
        try (Arena arena = Arena.ofConfined();
                ExecutableProgram program = engine.prepare(linked, FunctionTable.standard())) {
            final byte[] before = bytes(isaCase.context());
            final MemorySegment context = arena.allocate(Math.max(1, before.length), 8);
            MemorySegment.copy(before, 0, context, ValueLayout.JAVA_BYTE, 0, before.length);
            final Invocation invocation = before.length == 0
                    ? Invocation.withoutContext() : Invocation.of(context.address(), before.length);
            if (isaCase.fault().isEmpty()) {
                checkResult(isaCase, program.run(invocation));
            } else {
                final ProgramFaultException fault =
                        assertThrows(ProgramFaultException.class, () -> program.run(invocation));
                assertTrue(fault.report().message().startsWith(isaCase.fault()), fault.getMessage());
            }
            final byte[] after = new byte[before.length];
            MemorySegment.copy(context, ValueLayout.JAVA_BYTE, 0, after, 0, after.length);
            assertEquals(HexFormat.of().formatHex(bytes(isaCase.contextAfter())), HexFormat.of().formatHex(after));
        } finally {
            maps.forEach(BpfMap::close);
        }
    }

    private static void checkResult(final IsaCase isaCase, final RunResult result) {
        assertEquals(Long.toHexString(isaCase.r0()), Long.toHexString(result.r0()));
        assertEquals(isaCase.reports(), result.faults().stream().map(FaultReport::message).toList());
        assertEquals(isaCase.reports().size(), result.faultCount());
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void shouldHaveCasesWithNamesOfTheirOwn() {
        final List<String> names = IsaCases.all().stream().map(IsaCase::name).toList();
        assertEquals(names.size(), names.stream().distinct().count(), "a name stands for two cases");
        assertTrue(names.size() >= 600, "cases: " + names.size());
    }
}
