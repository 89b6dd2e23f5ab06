package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.RegionTable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Words for an access that was refused: what, where, and what the address looks like. */
final class AccessFault {
    /** How far from a region, in bytes, an address still gets that region named. */
    private static final long NEAR = 4096;

    private AccessFault() {
    }

    static String describe(final long address, final long size, final boolean write, final CallStack stack,
            final MemoryRegion context, final RegionTable maps, final Loans loans, final ArenaAccess arena) {
        return "invalid %s of %d %s at 0x%x (%s)".formatted(
                write ? "write" : "read", size, size == 1 ? "byte" : "bytes", address,
                guess(address, size, stack, context, maps, loans, arena));
    }

    private static String guess(final long address, final long size, final CallStack stack,
            final MemoryRegion context, final RegionTable maps, final Loans loans, final ArenaAccess arena) {
        final List<RegionTable> tables =
                List.of(new RegionTable(List.of(context)), new RegionTable(loans.memory()), maps);
        final Optional<MemoryRegion> holder = holder(address, tables);
        if (holder.isPresent()) {
            return relation(address, size, holder.get());
        }
        if (stack.isNear(address)) {
            return "outside the %d bytes of any live stack frame; r10 is 0x%x"
                    .formatted(CallStack.FRAME_SIZE, stack.framePointer());
        }
        if (Handle.isMap(address)) {
            return "a map itself, not a value of it";
        }
        if (Handle.isFunction(address)) {
            return "a subprogram";
        }
        final Optional<MemoryRegion> near = neighbour(address, tables);
        if (near.isPresent()) {
            return relation(address, size, near.get());
        }
        if (arena != null && arena.isUserPointer(address)) {
            return "a user pointer to the arena, not cast by addr_space_cast(r, 0, 1)";
        }
        if (address >= -NEAR && address < NEAR) {
            return "NULL, or close to it";
        }
        return arena != null && address >>> Integer.SIZE == 0
                ? "an arena address, which is not native memory" : "no memory of this program is near";
    }

    private static Optional<MemoryRegion> holder(final long address, final List<RegionTable> tables) {
        return tables.stream().map(table -> table.find(address, 1)).filter(Objects::nonNull).findFirst();
    }

    private static Optional<MemoryRegion> neighbour(final long address, final List<RegionTable> tables) {
        return tables.stream().flatMap(table -> table.nearest(address, NEAR).stream())
                .min(Comparator.comparingLong(region -> Math.max(
                        region.address() - address, address - (region.address() + region.length()))));
    }

    private static String relation(final long address, final long size, final MemoryRegion region) {
        final String name = "%s of %d bytes at 0x%x".formatted(region.name(), region.length(), region.address());
        final long offset = address - region.address();
        if (region.contains(address, size)) {
            return "read-only: offset %d of %s".formatted(offset, name);
        }
        return offset < 0
                ? "starts %d bytes before %s".formatted(-offset, name)
                : "ends %d bytes past the end of %s".formatted(offset + size - region.length(), name);
    }
}
