package io.bpfarena.examples.demo;

import io.bpfarena.broker.cli.CommandProvider;

/** Brings {@code arena demo} into the command line. */
public final class DemoCommandProvider implements CommandProvider {
    /** Made by {@link java.util.ServiceLoader}. */
    public DemoCommandProvider() {
    }

    @Override
    public Object command() {
        return new DemoCommand();
    }
}
