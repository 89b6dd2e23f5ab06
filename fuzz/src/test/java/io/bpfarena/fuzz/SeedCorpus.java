package io.bpfarena.fuzz;

import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.isa.HexText;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what fuzzing starts from, made of the seeds: {@code objects} has them as they are and scripts that damage them
 * ({@link ObjectEdits}), {@code text} their code and types for {@link TextFuzzer}, {@code messages} a head of each.
 */
public final class SeedCorpus {
    private static final int SCRIPTS_A_SEED = 6;
    private static final int SCRIPT_LENGTH = 16;
    private static final int LONGEST_TEXT = 4 << 10;
    private static final int MESSAGE_LENGTH = 128;
    /** As large as that of any message. */
    private static final int BLOCK_LENGTH = 96;
    /** Above the highest template id. */
    private static final int TEMPLATES = 64;

    private final Path directory;
    private int count;

    private SeedCorpus(final Path directory) {
        this.directory = directory;
    }

    /**
     * Writes it.
     *
     * @param arguments the directory; made if it is missing.
     * @throws IOException           if it cannot be written.
     * @throws ObjectFormatException if a seed is not an object.
     */
    public static void main(final String[] arguments) throws IOException, ObjectFormatException {
        final SeedCorpus corpus = new SeedCorpus(Path.of(arguments[0]));
        for (final String part : List.of("objects", "text", "messages")) {
            Files.createDirectories(corpus.directory.resolve(part));
        }
        final SplittableRandom random = new SplittableRandom();
        final List<Path> seeds = Seeds.files();
        for (int i = 0; i < seeds.size(); i++) {
            final byte[] object = Seeds.bytes(seeds.get(i));
            corpus.write("objects", object);
            corpus.write("objects", new byte[] {(byte) i});
            for (int script = 0; script < SCRIPTS_A_SEED; script++) {
                final byte[] bytes = new byte[SCRIPT_LENGTH];
                random.nextBytes(bytes);
                bytes[0] = (byte) i;
                corpus.write("objects", bytes);
            }
            corpus.texts(ElfObject.read(object));
        }
        corpus.messages();
    }

    private void write(final String part, final byte[] bytes) throws IOException {
        Files.write(directory.resolve(part).resolve("seed-%04d".formatted(count++)), bytes);
    }

    private void texts(final ElfObject object) throws IOException {
        for (final ElfSection section : object.sections()) {
            if (section.name().equals(".BTF")) {
                text('b', bytes(section));
            } else if (section.isExecutable() && section.size() > 0) {
                final List<Instruction> slots = slots(section);
                text('s', bytes(section));
                text('h', HexText.write(slots).getBytes(StandardCharsets.UTF_8));
                for (final InstructionText dialect : List.of(InstructionText.llvm(), InstructionText.kernel())) {
                    text('a', Operation.decodeAll(slots).stream().map(dialect::of).collect(Collectors.joining("\n"))
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void text(final char kind, final byte[] bytes) throws IOException {
        if (bytes.length <= LONGEST_TEXT) {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(kind);
            out.write(bytes);
            write("text", out.toByteArray());
        }
    }

    private static byte[] bytes(final ElfSection section) {
        final byte[] bytes = new byte[section.data().remaining()];
        section.data().duplicate().get(bytes);
        return bytes;
    }

    private static List<Instruction> slots(final ElfSection section) {
        final ByteBuffer data = ByteBuffer.wrap(bytes(section)).order(ByteOrder.LITTLE_ENDIAN);
        final List<Instruction> slots = new ArrayList<>();
        while (data.remaining() >= Instruction.SIZE) {
            slots.add(Instruction.decode(data.getLong()));
        }
        return slots;
    }

    /** Zeros behind a good header, one for each template. */
    private void messages() throws IOException {
        for (int template = 0; template < TEMPLATES; template++) {
            write("messages", message(template));
        }
    }

    private static byte[] message(final int template) {
        final byte[] message = new byte[MESSAGE_LENGTH];
        new MessageHeaderEncoder().wrap(new UnsafeBuffer(message), 0)
                .blockLength(BLOCK_LENGTH)
                .templateId(template)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .version(MessageHeaderEncoder.SCHEMA_VERSION);
        return message;
    }
}
