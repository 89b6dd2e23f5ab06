package io.bpfarena.linux;

import java.util.List;
import java.util.stream.Collectors;

/** A mapping at a fixed address was refused because something is there already. */
public final class AddressInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long address;

    /**
     * @param address   that was wanted.
     * @param length    bytes that were wanted.
     * @param colliding what /proc/self/maps showed there just afterwards; may be empty if it has gone meanwhile.
     */
    public AddressInUseException(final long address, final long length, final List<ProcessMaps.Entry> colliding) {
        super("address range 0x%x-0x%x is taken by %s".formatted(
                address, address + length,
                colliding.isEmpty()
                        ? "a mapping that has gone meanwhile"
                        : colliding.stream().limit(3).map(ProcessMaps.Entry::toString)
                                .collect(Collectors.joining(", "))));
        this.address = address;
    }

    /** {@return the address that was wanted} */
    public long address() {
        return address;
    }
}
