package io.bpfarena.integration.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/** The program in the tests' distribution: says how it was started. {@code wait} keeps it until its input ends. */
public final class EchoMain {
    private EchoMain() {
    }

    /** @param args printed, each in brackets; {@code exit N} ends it with that status. */
    public static void main(final String[] args) throws IOException {
        for (final String arg : args) {
            System.out.println("arg [" + arg + "]");
        }
        System.out.println("jvm " + ManagementFactory.getRuntimeMXBean().getInputArguments());
        System.out.println("java " + System.getProperty("java.home"));
        System.out.flush();
        if (args.length > 0 && args[0].equals("wait")) {
            System.in.read();
        }
        if (args.length > 1 && args[0].equals("exit")) {
            System.exit(Integer.parseInt(args[1]));
        }
    }
}
