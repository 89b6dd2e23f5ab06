package io.bpfarena.examples.demo;

import io.bpfarena.broker.cli.Main;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another {@code arena} like this one: the same JVM, flags and class path. */
final class ArenaJvm {
    private ArenaJvm() {
    }

    /**
     * A command line.
     *
     * @param arguments of the new {@code arena}.
     * @return the words.
     */
    static List<String> command(final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        final String classPath = System.getProperty("java.class.path");
        if (isLauncherJar(classPath)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, Main.class.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    private static boolean isLauncherJar(final String classPath) {
        return classPath.endsWith("arena-launcher.jar") && !classPath.contains(System.getProperty("path.separator"));
    }
}
