package io.bpfarena.runtime.helper;

import static io.bpfarena.runtime.isa.Bytecode.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.runtime.conformance.Environment;
import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.program.ExecutableProgram;
import io.bpfarena.runtime.program.Invocation;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.ProgramRejectedException;
import io.bpfarena.runtime.program.ProgramType;
import io.bpfarena.runtime.program.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bpf_trace_printk as a program calls it, with the format in a map. */
class TracePrintkTest {
    private static final int EINVAL = -22;

    private final List<BpfMap> maps = Environment.ARENA.maps();

    @AfterEach
    void close() {
        maps.forEach(BpfMap::close);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, nullValues = "", textBlock = """
            'plain text'              |  0                   | 'plain text'
            'one hundred %%'          |  0                   | 'one hundred %'
            '%d'                      | -1                   | '-1'
            '%d'                      | 4294967295           | '-1'
            '%i'                      | 2147483648           | '-2147483648'
            '%u'                      | -1                   | '4294967295'
            '%x'                      | -1                   | 'ffffffff'
            '%X'                      | 48879                | 'BEEF'
            '%ld'                     | -5                   | '-5'
            '%li'                     | 4294967296           | '4294967296'
            '%lu'                     | -1                   | '18446744073709551615'
            '%lx'                     | -1                   | 'ffffffffffffffff'
            '%lld'                    | -9223372036854775808 | '-9223372036854775808'
            '%llu'                    | -2                   | '18446744073709551614'
            '%llx'                    | 81985529216486895    | '123456789abcdef'
            '%p'                      | 255                  | '00000000000000ff'
            '%px.'                    | 255                  | '00000000000000ff.'
            '%c%%'                    | 65                   | 'A%'
            '[%5d]'                   | 42                   | '[   42]'
            '[%-5d]'                  | 42                   | '[42   ]'
            '[%05d]'                  | -42                  | '[-0042]'
            '[%+d]'                   | 42                   | '[+42]'
            '[% d]'                   | 42                   | '[ 42]'
            '[%08x]'                  | 48879                | '[0000beef]'
            '[%3u]'                   | 12345                | '[12345]'
            """)
    void shouldFormatAsTheKernelDoes(final String format, final long argument, final String line)
            throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = print(format, argument, 0, 0);
        assertEquals(List.of(line), result.printed());
        assertEquals(line.length(), result.r0());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '%'
            '%y'
            '%5'
            '%ly'
            '%lc'
            '%f'
            '%#x'
            '%.3d'
            '%pus4'
            '%sx'
            '%d %d %d %d'
            'bell \u0007'
            '%sä'
            """)
    void shouldRefuseAsTheKernelDoes(final String format) throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = print(format, 1, 2, 3);
        assertEquals(EINVAL, result.r0());
        assertEquals(List.of(), result.printed());
    }

    @Test
    void shouldTakeThreeArguments() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(List.of("1 + 2 = 3"), print("%d + %d = %d\n", 1, 2, 3).printed());
    }

    @Test
    void shouldCountTheLineEndThatItTakesAway() throws ProgramRejectedException, ProgramFaultException {
        assertEquals(6, print("hello\n", 0, 0, 0).r0());
    }

    @Test
    void shouldReadStringsFromMapsAndArena() throws ProgramRejectedException, ProgramFaultException {
        final long inMap = maps.getFirst().directValueAddress(40);
        put(inMap, "map\0");
        final long inArena = 0x3000_0000_1FFEL;
        final RunResult result = new Run(mapText("%s, %10s, %-8s.")).withStore(inArena, "arena")
                .arguments(inMap, inArena, inMap).run();
        assertEquals(List.of("map,      arena, map     ."), result.printed());
    }

    @Test
    void shouldPrintNothingForAStringThatCannotBeRead() throws ProgramRejectedException, ProgramFaultException {
        final RunResult result = print("[%s][%pks][%pus]", 0, 0x4141_4141_4141_4141L, 0x3000_0000_3000L);
        assertEquals(List.of("[][][]"), result.printed());
    }

    @Test
    void shouldRefuseAFormatWithoutItsEnd() throws ProgramRejectedException, ProgramFaultException {
        put(maps.getFirst().directValueAddress(0), "abc");
        assertEquals(EINVAL, new Run(3).arguments(0, 0, 0).run().r0());
        assertEquals(EINVAL, new Run(0).arguments(0, 0, 0).run().r0());
    }

    private RunResult print(final String format, final long a, final long b, final long c)
            throws ProgramRejectedException, ProgramFaultException {
        return new Run(mapText(format)).arguments(a, b, c).run();
    }

    private int mapText(final String format) {
        put(maps.getFirst().directValueAddress(0), format + "\0");
        return format.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    private static void put(final long address, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            NativeMemory.putByte(address + i, bytes[i]);
        }
    }

    /** A program that calls bpf_trace_printk with the format at the start of map 0. */
    private final class Run {
        private final int size;
        private List<Instruction> before = List.of();
        private long[] arguments;

        Run(final int size) {
            this.size = size;
        }

        Run withStore(final long userAddress, final String text) {
            before = program(wide(1, userAddress), castToArena(1, 1));
            for (int i = 0; i < text.length(); i++) {
                before = program(before, storeImm(Opcode.B, 1, i, text.charAt(i)));
            }
            return this;
        }

        Run arguments(final long... values) {
            arguments = values;
            return this;
        }

        RunResult run() throws ProgramRejectedException, ProgramFaultException {
            final LinkedProgram linked = new LinkedProgram("printer", "syscall", ProgramType.SYSCALL,
                    program(before, mapValue(1, 0, 0), mov(2, size), wide(3, arguments[0]), wide(4, arguments[1]),
                            wide(5, arguments[2]), helper(6), exit()),
                    List.of(new LinkedProgram.Subprogram("printer", 0)), maps, List.of(), List.of());
            try (ExecutableProgram program = new Interpreter().prepare(linked, FunctionTable.standard())) {
                return program.run(Invocation.withoutContext());
            }
        }
    }
}
