package io.bpfarena.runtime.map;

/** There is no memory for a map: by the runtime's limit, or because the system has none. */
final class MapMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MapMemoryException(final String message) {
        super(message);
    }

    MapMemoryException(final RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
