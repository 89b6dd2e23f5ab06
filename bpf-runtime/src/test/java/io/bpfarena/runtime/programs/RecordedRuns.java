package io.bpfarena.runtime.programs;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.PacketCapture;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.RingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferMap;
import io.bpfarena.runtime.map.UserRingBufferRecord;
import io.bpfarena.runtime.programs.KernelObject.Answer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Does again what was done with an object on a real kernel, and writes down what comes out in the same form. A line is
 * a command, {@code " = "} and the result; empty ones and those that start with {@code #} are for people.
 *
 * <pre>
 *   run PROGRAM NUMBER...               answer, and the context in hex
 *   await PROGRAM INDEX VALUE NUMBER... the same, repeated until the number at the index is as wanted
 *   packet PROGRAM                      answer to a packet of 64 zeros
 *   packets CAPTURE PROGRAM             answers to the packets of a file, a digit each
 *   put MAP INDEX PROGRAM               0 or the negative error of putting a program into an array
 *   inner MAP KEY MAP                   the same of putting a map into another
 *   delete MAP KEY                      the same of removing an entry
 *   submit MAP NUMBER NUMBER            a record of two numbers into a user ring buffer
 *   consume MAP                         records of a ring buffer: sender/number/square/count
 * </pre>
 */
final class RecordedRuns {
    private static final String NEWER = "v3 ";
    private static final String RESULT = " = ";

    private final KernelObject object;
    private final Variant variant;

    RecordedRuns(final KernelObject object, final Variant variant) {
        this.object = object;
        this.variant = variant;
    }

    /** The line with its result replaced by that of this runtime; as it is, if the version has no such program. */
    String repeat(final String line) throws Exception {
        final boolean newer = line.startsWith(NEWER);
        if (line.isEmpty() || line.startsWith("#") || newer && !variant.hasAllAtomics()) {
            return line;
        }
        final int equals = line.indexOf('=');
        final String command = line.substring(0, equals).strip();
        final String[] words = command.substring(newer ? NEWER.length() : 0).split(" ");
        return (command + RESULT + result(words)).stripTrailing();
    }

    private String result(final String... words) throws Exception {
        return switch (words[0]) {
            case "run" -> text(object.run(words[1], numbers(words, 2)));
            case "await" -> text(object.await(
                    words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), numbers(words, 4)));
            case "packet" -> Integer.toString(object.runOver(new byte[64], 0, words[1]));
            case "packets" -> packets(PacketCapture.packets(words[1]), words[2]);
            case "put" -> change(() -> object.view(words[1]).put(key(words[2]),
                    object.loaded().program(words[3]).orElseThrow(), MapFlags.ANY));
            case "inner" -> change(() -> object.view(words[1]).put(key(words[2]), object.map(words[3]), MapFlags.ANY));
            case "delete" -> change(() -> delete(words[1], words[2]));
            case "submit" -> submit(words[1], numbers(words, 2));
            case "consume" -> consume(words[1]);
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private static String text(final Answer answer) {
        final StringBuilder text = new StringBuilder().append(answer.retval()).append(" |");
        Arrays.stream(answer.context()).forEach(number -> text.append(' ').append(Long.toHexString(number)));
        return text.toString();
    }

    private static long[] numbers(final String[] words, final int from) {
        return Arrays.stream(words, from, words.length)
                .mapToLong(word -> word.startsWith("0x")
                        ? Long.parseUnsignedLong(word.substring(2), 16) : Long.parseUnsignedLong(word))
                .toArray();
    }

    private static byte[] key(final String word) {
        return KernelObject.key(Integer.parseInt(word));
    }

    private String packets(final List<byte[]> packets, final String program) throws Exception {
        final StringBuilder verdicts = new StringBuilder();
        for (final byte[] packet : packets) {
            verdicts.append(object.runOver(packet, 0, program));
        }
        return verdicts.toString();
    }

    private static String change(final Runnable change) {
        try {
            change.run();
            return "0";
        } catch (final MapException e) {
            return Integer.toString(-e.errno().number());
        }
    }

    private void delete(final String map, final String key) {
        if (!object.view(map).delete(key(key))) {
            throw new MapException(Errno.ENOENT, "no entry " + key);
        }
    }

    private String submit(final String map, final long... numbers) {
        try (UserRingBufferRecord record = ((UserRingBufferMap) object.map(map)).reserve(16).orElseThrow()) {
            record.sample().set(ValueLayout.JAVA_LONG, 0, numbers[0]);
            record.sample().set(ValueLayout.JAVA_LONG, Long.BYTES, numbers[1]);
            record.submit();
        }
        return "0";
    }

    private String consume(final String map) {
        final StringBuilder records = new StringBuilder();
        ((RingBufferMap) object.map(map)).consume(sample -> records.append(' ').append(record(sample)),
                Integer.MAX_VALUE);
        return records.toString().stripLeading();
    }

    private static String record(final MemorySegment sample) {
        return "%d/%d/%d/%d".formatted(
                sample.get(ValueLayout.JAVA_INT, 0), sample.get(ValueLayout.JAVA_INT, 4),
                sample.get(ValueLayout.JAVA_LONG, 8), sample.get(ValueLayout.JAVA_LONG, 16));
    }
}
