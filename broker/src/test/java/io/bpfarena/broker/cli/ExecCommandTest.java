package io.bpfarena.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.isa.Assembler;
import io.bpfarena.runtime.isa.HexText;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecCommandTest {
    private static final String RETURN_LENGTH = "bf20000000000000 9500000000000000";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private InputStream standardInput;

    @BeforeEach
    void keepStandardInput() {
        standardInput = System.in;
    }

    @AfterEach
    void restoreStandardInput() {
        System.setIn(standardInput);
    }

    private int execute(final String input, final String... args) {
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        final String[] all = new String[args.length + 1];
        all[0] = "exec";
        System.arraycopy(args, 0, all, 1, args.length);
        return ArenaCommandLine.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
    }

    private static String hex(final String assembly) throws Exception {
        return HexText.write(Assembler.assemble(assembly).instructions());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            r0 = 42; exit                            | ""       | 2a
            r0 = -1; exit                            | ""       | ffffffffffffffff
            w0 = -1; exit                            | ""       | ffffffff
            r0 = r1; r0 += r2; exit                  | ""       | 0
            r0 = r2; exit                            | 00 01 02 | 3
            r0 = *(u16 *)(r1 + 1); exit              | 00aBcD   | cdab
            call pc+1; exit; r0 = 7; exit            | ""       | 7
            r0 = 0x1122334455667788 ll; exit         | ""       | 1122334455667788
            """)
    void shouldPrintWhatTheProgramReturns(final String assembly, final String memory, final String r0)
            throws Exception {
        assertEquals(ExitStatus.OK, execute(hex(assembly), memory), err::toString);
        assertEquals(r0 + "\n", out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldRunWithoutMemory() {
        assertEquals(ExitStatus.OK, execute(RETURN_LENGTH), err::toString);
        assertEquals("0\n", out.toString());
    }

    @Test
    void shouldPassOverWhiteSpace() {
        assertEquals(ExitStatus.OK, execute(" \n b f\t20000000000000\r\n9500000000000000\n\n", " 0 0\t00 "),
                err::toString);
        assertEquals("2\n", out.toString());
    }

    @Test
    void shouldTakeAnEngineAndNoVerify() {
        assertEquals(ExitStatus.OK, execute(RETURN_LENGTH, "--engine", "interpreter", "--no-verify", "ff"),
                err::toString);
        assertEquals("1\n", out.toString());
    }

    @Test
    void shouldPrintWhatTheProgramPrintsOnStandardError() throws Exception {
        assertEquals(ExitStatus.OK, execute(hex("""
                r1 = 0x6968 ll          // "hi"
                *(u64 *)(r10 - 8) = r1
                r1 = r10
                r1 += -8
                r2 = 3
                call 6                  // bpf_trace_printk
                exit""")), err::toString);
        assertEquals("2\n", out.toString());
        assertEquals("hi\n", err.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            b70                          | standard input: the last byte has one digit only: 3 hexadecimal digits
            b700                         | standard input: bytecode must be whole slots of 8 bytes: it has 2 bytes
            b7000000 x                   | standard input: character 10 is no hexadecimal digit: 'x'
            ff00000000000000             | prog exec: instruction 0: unknown opcode ff
            ""                           | prog exec: instruction 0: program must have 1 to 1000000 instructions: 0
            b700000000000000             | prog exec: instruction 0: last insn is not an exit or jmp
            """)
    void shouldSayInOneLineWhatItCannotRun(final String input, final String message) {
        assertEquals(ExitStatus.FAILED, execute(input));
        assertEquals("arena: " + message + "\n", err.toString());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            call kernel-function#5; exit | refers to a kfunc, number 5, which only an object file can bring along
            r1 = map[id:3]; exit         | refers to a map (ld_imm64 with src 1), which only an object file can
            call 10000; exit             | invalid func unknown#10000: there is no helper of that number
            """)
    void shouldSayWhatTheBytecodeCannotReferTo(final String assembly, final String message) throws Exception {
        assertEquals(ExitStatus.FAILED, execute(hex(assembly)));
        assertTrue(err.toString().startsWith("arena: prog exec: instruction 0: " + message), err::toString);
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void shouldSayInOneLineWhatEndedTheProgram() throws Exception {
        assertEquals(ExitStatus.FAILED, execute(hex("r0 = *(u64 *)(r1 + 0); exit"), "00"));
        assertTrue(err.toString().matches("arena: program was ended: ERROR: invalid read of 8 bytes at 0x.*"
                + " in \\(79\\) r0 = \\*\\(u64 \\*\\)\\(r1 \\+0\\) in exec at instruction 0\n"), err::toString);
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            0              | "%s: the last byte has one digit only: 1 hexadecimal digits"
            zz             | "%s: character 1 is no hexadecimal digit: 'z'"
            00 --engine x  | "Invalid value for option '--engine': there is no engine 'x', but interpreter"
            00 11          | "Unmatched argument at index 2: '11'"
            """)
    void shouldRefuseAWrongCommandLine(final String args, final String message) {
        assertEquals(ExitStatus.USAGE, execute(RETURN_LENGTH, args.split(" +")));
        assertEquals("arena: " + message.replace("%s", "Invalid value for positional parameter at index 0 (MEMORY-HEX)")
                + " (see arena exec --help)\n", err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldTakeMemoryUpToItsLimit() {
        assertEquals(ExitStatus.OK, execute(RETURN_LENGTH, "00".repeat(65_535)), err::toString);
        assertEquals("ffff\n", out.toString());
        assertEquals(ExitStatus.USAGE, execute(RETURN_LENGTH, "00".repeat(65_536)));
        assertTrue(err.toString().contains("at most 65535 bytes are accepted: 65536"), err::toString);
    }

    @Test
    void shouldNotReadWithoutEnd() {
        System.setIn(new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        });
        assertEquals(ExitStatus.FAILED, ArenaCommandLine.create().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)).execute("exec"));
        assertEquals("arena: standard input has more than 32000000 bytes, which no program takes\n", err.toString());
    }
}
