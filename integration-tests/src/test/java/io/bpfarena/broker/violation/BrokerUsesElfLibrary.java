package io.bpfarena.broker.violation;

import net.fornwall.jelf.ElfFile;

/** Breaks a rule of the architecture, so that a test can see the rule fail. */
public final class BrokerUsesElfLibrary {
    private BrokerUsesElfLibrary() {
    }

    /** {@return what must not be known here} */
    public static Object violate() {
        return ElfFile.class.getName();
    }
}
