package io.bpfarena.runtime.interpreter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process in which programs run, for reports; none of it changes. */
final class CurrentProcess {
    static final long PROCESS_ID = ProcessHandle.current().pid();
    static final int USER_ID = userId();
    static final String COMMAND = command();

    private CurrentProcess() {
    }

    /** -1 if /proc does not tell. */
    private static int userId() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (final IOException | UnsupportedOperationException e) {
            return -1;
        }
    }

    private static String command() {
        try {
            return Files.readString(Path.of("/proc/self/comm")).strip();
        } catch (final IOException e) {
            return "java";
        }
    }
}
