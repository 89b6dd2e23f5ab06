package io.bpfarena.broker.cli;

import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.RunOptions;
import io.bpfarena.runtime.isa.BytecodeValidator;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.isa.HexTextException;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.program.ProgramFaultException;
import io.bpfarena.runtime.program.RunResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code arena exec}: runs bytecode from standard input. */
@Command(name = "exec", header = "Run bytecode from standard input.", description = {
    "Reads bytecode as hex, slots of 8 bytes with white space anywhere, runs it, and prints r0 in hex. r1 is the "
            + "address of the memory and r2 its length in bytes, both 0 if none is given.",
    "The bytecode may call helpers by number and subprograms of its own, and has neither maps nor kfuncs. What it "
            + "prints goes to standard error.",
    "Exit status 1 if it cannot be run, or a fault or the timeout of 10 s ended it."})
final class ExecCommand implements Callable<Integer> {
    /** Name of the program in messages. */
    private static final String NAME = "exec";
    /** Bytes of text: enough for the longest program with a space after each digit. */
    private static final int MAX_TEXT = BytecodeValidator.MAX_INSTRUCTIONS * Instruction.SIZE * 4;

    @Spec
    private CommandSpec spec;
    @Mixin
    private EngineOption engine;

    @Option(names = "--no-verify",
            description = "Run it unverified. There is no verifier yet: every access is checked as it happens, with "
                    + "and without this option.")
    private boolean noVerify;

    @Parameters(paramLabel = "MEMORY-HEX", arity = "0..1", converter = Memory.Converter.class,
            description = "Bytes of the memory in hex, at most " + RunOptions.MAX_CONTEXT_SIZE + ".")
    private Memory memory = new Memory(new byte[0]);

    @Override
    public Integer call() throws CommandFailedException {
        final List<Instruction> code = read();
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().engine(engine.engine()));
                LoadedObject object = runtime.load(NAME, code)) {
            final RunResult result = object.programs().getFirst().run(memory.bytes());
            report(result);
            spec.commandLine().getOut().printf("%x%n", result.r0());
            spec.commandLine().getOut().flush();
            return ExitStatus.OK;
        } catch (final ProgramFaultException e) {
            report(e.before());
            throw new CommandFailedException("program was ended: " + e.getMessage(), e);
        } catch (final LoadException e) {
            throw new CommandFailedException(e.getMessage(), e);
        }
    }

    private static List<Instruction> read() throws CommandFailedException {
        try {
            final byte[] text = System.in.readNBytes(MAX_TEXT + 1);
            if (text.length > MAX_TEXT) {
                throw new CommandFailedException(
                        "standard input has more than %d bytes, which no program takes".formatted(MAX_TEXT));
            }
            return HexText.readBytecode(new String(text, StandardCharsets.ISO_8859_1));
        } catch (final HexTextException e) {
            throw new CommandFailedException("standard input: " + e.getMessage(), e);
        } catch (final IOException e) {
            throw new CommandFailedException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private void report(final RunResult result) {
        final PrintWriter err = spec.commandLine().getErr();
        result.printed().forEach(line -> err.println(Field.printable(line)));
        err.flush();
    }

    /**
     * The memory that the program gets; a type of its own, since an array would be one parameter per byte.
     *
     * @param bytes of it.
     */
    record Memory(byte[] bytes) {
        /** Reads it. */
        static final class Converter implements ITypeConverter<Memory> {
            @Override
            public Memory convert(final String text) {
                final byte[] bytes;
                try {
                    bytes = HexText.readBytes(text);
                } catch (final HexTextException e) {
                    throw new TypeConversionException(e.getMessage());
                }
                if (bytes.length > RunOptions.MAX_CONTEXT_SIZE) {
                    throw new TypeConversionException("at most %d bytes are accepted: %d"
                            .formatted(RunOptions.MAX_CONTEXT_SIZE, bytes.length));
                }
                return new Memory(bytes);
            }
        }
    }
}
