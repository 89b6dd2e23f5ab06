package io.bpfarena.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The project's version, which the build writes into a resource. */
final class BrokerVersion {
    private static final String RESOURCE = "cli/version.txt";

    private BrokerVersion() {
    }

    /** {@return the version; {@code unknown} in a build without the resource} */
    static String text() {
        try (InputStream in = BrokerVersion.class.getResourceAsStream(RESOURCE)) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (final IOException e) {
            BrokerErrorLog.toLogger(e);
            return "unknown";
        }
    }
}
