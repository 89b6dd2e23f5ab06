package io.bpfarena.broker;

import io.bpfarena.client.protocol.BrokerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.ErrorLogReader;

/** Reads a broker's error log as anybody would, from the file. */
public final class ErrorFile {
    private ErrorFile() {
    }

    /** One distinct error. */
    public record Entry(int count, String text) {
    }

    /** {@return what the file of a directory has now} */
    public static List<Entry> read(final Path directory) {
        final List<Entry> entries = new ArrayList<>();
        try {
            final UnsafeBuffer buffer = new UnsafeBuffer(Files.readAllBytes(BrokerDirectory.errors(directory)));
            ErrorLogReader.read(buffer, (count, _, _, text) -> entries.add(new Entry(count, text)));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
        return entries;
    }
}
