package io.bpfarena.client.memory;

/** An arena could not be mapped into this process; the message says why and, for a collision, what is in its place. */
public final class ArenaMappingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param arenaName name of the arena.
     * @param why       the reason and what to do.
     * @param cause     such as {@link io.bpfarena.linux.AddressInUseException}, or {@code null}.
     */
    public ArenaMappingException(final String arenaName, final String why, final Throwable cause) {
        super("cannot map arena %s: %s".formatted(arenaName, why), cause);
    }
}
