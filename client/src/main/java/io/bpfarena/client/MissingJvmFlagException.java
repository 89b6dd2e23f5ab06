package io.bpfarena.client;

/** The JVM was started without an option that this client cannot do without. */
public final class MissingJvmFlagException extends ArenaClientException {
    private static final long serialVersionUID = 1L;

    /**
     * @param flag that is missing, as to be written on the command line.
     * @param need what needs it.
     */
    public MissingJvmFlagException(final String flag, final String need) {
        super("start the JVM with %s: %s".formatted(flag, need), null);
    }
}
