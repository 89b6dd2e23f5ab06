package io.bpfarena.broker.cli;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.ObjectTypes;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena btf dump file}: the types of an object, or of a file that is BTF, such as a kernel's. */
@Command(name = "file", header = "Show the types of a file.", description = {
    "arena btf dump file FILE [format { raw | c }]",
    "FILE is an object, or BTF alone, such as /sys/kernel/btf/vmlinux. raw, the default, has a line for each type and "
            + "each of its parts; c is a header to compile with."})
final class BtfDumpFile implements Callable<Integer> {
    private static final int ELF_MAGIC = 0x7f454c46;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "Object file, or BTF.")
    private Path file;

    @Parameters(index = "1..*", arity = "0..2", paramLabel = "[format raw|c]", hideParamSyntax = true,
            description = "How to show them.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws CommandFailedException {
        final boolean c = isC();
        final byte[] bytes = new ObjectFile(file).read();
        final PrintWriter out = spec.commandLine().getOut();
        try {
            final Btf btf = bytes.length >= 4 && ByteBuffer.wrap(bytes).getInt() == ELF_MAGIC
                    ? ObjectTypes.of(ElfObject.read(bytes)) : Btf.read(ByteBuffer.wrap(bytes));
            (c ? btf.header().lines() : btf.dump()).forEach(line -> out.print(printable(line) + "\n"));
        } catch (final ObjectFormatException e) {
            throw new CommandFailedException("object %s: %s".formatted(file, e.getMessage()), e);
        } catch (final BtfFormatException e) {
            throw new CommandFailedException("file %s: %s".formatted(file, e.getMessage()), e);
        }
        out.flush();
        return ExitStatus.OK;
    }

    private static String printable(final String line) {
        return Stream.of(line.split("\t", -1)).map(Field::printable).collect(Collectors.joining("\t"));
    }

    private boolean isC() {
        if (words.isEmpty()) {
            return false;
        }
        if (words.size() == 2 && words.getFirst().equals("format")
                && (words.getLast().equals("raw") || words.getLast().equals("c"))) {
            return words.getLast().equals("c");
        }
        throw new ParameterException(spec.commandLine(),
                "expected 'format raw' or 'format c' after the file, got '%s'".formatted(String.join(" ", words)));
    }
}
