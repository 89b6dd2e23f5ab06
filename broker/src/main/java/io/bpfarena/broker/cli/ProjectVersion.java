package io.bpfarena.broker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The project's version, which the build writes into a resource beside this class. */
public final class ProjectVersion implements IVersionProvider {
    private static final String RESOURCE = "version.txt";

    /** Made by picocli. */
    public ProjectVersion() {
    }

    /** {@return the version, such as {@code 0.1.0}} */
    public static String text() {
        try (InputStream in = ProjectVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"arena " + text()};
    }
}
