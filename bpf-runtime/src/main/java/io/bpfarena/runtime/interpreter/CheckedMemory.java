package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.helper.AddressSpace;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.NativeMemory;
import io.bpfarena.runtime.memory.RegionTable;
import io.bpfarena.runtime.packet.PacketContext;

/**
 * Loads and stores of a running program, each checked. What the base register holds decides:
 *
 * <ul>
 * <li>32 bits, plus or minus 4 GiB that arithmetic carried over, in a program with an arena: an arena address. An
 * absent page is reported; the load gives 0, the store is dropped, and the program goes on.</li>
 * <li>Anything else is a native address, and the access must lie wholly within a live stack frame, the context, a
 * region of the program's maps or memory that was lent to it, or the program ends.</li>
 * </ul>
 *
 * <p>The context of a program that runs over a packet is no memory to it: {@link PacketContext} answers each access.
 *
 * <p>Native regions never lie where arena addresses do ({@link MemoryRegion#LOWEST_ADDRESS}). The region of the last
 * load and of the last store are tried first. Used by the thread that runs the program.
 */
final class CheckedMemory {
    private static final long FOUR_GIB = 1L << 32;
    /** Bits of an address that count on x86-64; all above are equal to the last of them. */
    private static final int ADDRESS_BITS = 47;
    private static final MemoryRegion NOWHERE = new MemoryRegion("nothing", 0, 0, false);

    private final CallStack stack;
    private final Loans loans;
    private final RunLog log;
    private RegionTable maps;
    private ArenaAccess arena;
    /** How many values of a base register are arena addresses, from -4 GiB on; 0 without an arena. */
    private long arenaWindow;
    private MemoryRegion context = NOWHERE;
    private PacketContext packet;
    /** Where accesses go to {@link #packet}; nothing without one. */
    private long fields;
    private long fieldsLength;
    private MemoryRegion lastLoaded = NOWHERE;
    private MemoryRegion lastStored = NOWHERE;

    CheckedMemory(final CallStack stack, final Loans loans, final RunLog log) {
        this.stack = stack;
        this.loans = loans;
        this.log = log;
    }

    /** What is accessible is from here on what a program's maps have; the arena is null if it has none. */
    void switchTo(final RegionTable regions, final ArenaAccess programArena) {
        maps = regions;
        arena = programArena;
        arenaWindow = programArena == null ? 0 : 3 * FOUR_GIB;
        forget();
    }

    /** Starts a run. */
    void reset(final MemoryRegion runContext, final PacketContext runPacket) {
        context = runContext;
        packet = runPacket;
        fields = runContext.address();
        fieldsLength = runPacket == null ? 0 : runContext.length();
        forget();
    }

    /** The context of the run. */
    MemoryRegion context() {
        return context;
    }

    /** What was accessible may no longer be. */
    void forget() {
        lastLoaded = NOWHERE;
        lastStored = NOWHERE;
    }

    /** LDX: the value with zeros or, with mode MEMSX, its sign above it. */
    long load(final int code, final long base, final int offset) {
        if (isField(base + offset)) {
            return loadField(code, base + offset);
        }
        final long address = readable(base, offset, Opcode.bytesOf(code));
        if (address == 0) {
            return 0;
        }
        return switch (code) {
            case Opcode.LDX | Opcode.MEM | Opcode.B -> NativeMemory.getByte(address) & 0xFFL;
            case Opcode.LDX | Opcode.MEM | Opcode.H -> NativeMemory.getShort(address) & 0xFFFFL;
            case Opcode.LDX | Opcode.MEM | Opcode.W -> NativeMemory.getInt(address) & 0xFFFF_FFFFL;
            case Opcode.LDX | Opcode.MEMSX | Opcode.B -> NativeMemory.getByte(address);
            case Opcode.LDX | Opcode.MEMSX | Opcode.H -> NativeMemory.getShort(address);
            case Opcode.LDX | Opcode.MEMSX | Opcode.W -> NativeMemory.getInt(address);
            default -> NativeMemory.getLong(address);
        };
    }

    /** ST and STX with mode MEM. */
    void store(final int code, final long base, final int offset, final long value) {
        final long address = isField(base + offset)
                ? fieldToStore(code, base + offset) : writable(base, offset, Opcode.bytesOf(code));
        if (address == 0) {
            return;
        }
        switch (Opcode.sizeOf(code)) {
            case Opcode.B -> NativeMemory.putByte(address, (byte) value);
            case Opcode.H -> NativeMemory.putShort(address, (short) value);
            case Opcode.W -> NativeMemory.putInt(address, (int) value);
            default -> NativeMemory.putLong(address, value);
        }
    }

    private boolean isField(final long address) {
        return Long.compareUnsigned(address - fields, fieldsLength) < 0;
    }

    private long loadField(final int code, final long address) {
        final int offset = (int) (address - fields);
        final int bytes = Opcode.bytesOf(code);
        if (Opcode.modeOf(code) != Opcode.MEM || !packet.isLoadable(offset, bytes)) {
            throw invalidField(offset, bytes);
        }
        return packet.load(offset, bytes);
    }

    private long fieldToStore(final int code, final long address) {
        final int offset = (int) (address - fields);
        final int bytes = Opcode.bytesOf(code);
        if (!packet.isStorable(offset, bytes)) {
            throw invalidField(offset, bytes);
        }
        return address;
    }

    private ProgramFault invalidField(final int offset, final int bytes) {
        return new ProgramFault("invalid bpf_context access off=%d size=%d in %s"
                .formatted(offset, bytes, log.instructionText()));
    }

    /** The native address to load from, or 0 if it is an absent arena page, which is then reported. */
    long readable(final long base, final int offset, final int size) {
        if (isArenaAddress(base)) {
            final long place = arena.find(base, offset, size);
            if (place == 0) {
                log.arenaFault(false, arena.userAddress(base, offset));
            }
            return place;
        }
        final long address = base + offset;
        if (!stack.contains(address, size) && !lastLoaded.contains(address, size)) {
            lastLoaded = regionOf(address, size, false);
        }
        return address;
    }

    /** The native address to store to, or 0 if it is an absent arena page, which is then reported. */
    long writable(final long base, final int offset, final int size) {
        if (isArenaAddress(base)) {
            final long place = arena.find(base, offset, size);
            if (place == 0) {
                log.arenaFault(true, arena.userAddress(base, offset));
            }
            return place;
        }
        final long address = base + offset;
        if (!stack.contains(address, size) && !lastStored.contains(address, size)) {
            lastStored = regionOf(address, size, true);
        }
        return address;
    }

    /** Ends the program unless a function may read from or write to a native range; no bytes are always fine. */
    void check(final long address, final long length, final boolean write, final String what) {
        if (length != 0 && !isAccessible(address, length, write)) {
            throw new ProgramFault("%s: %s".formatted(what, describe(address, length, write)));
        }
    }

    /** Whether a program may read from or write to a native range of at least one byte. */
    boolean isAccessible(final long address, final long length, final boolean write) {
        if (length <= 0) {
            return false;
        }
        final MemoryRegion region = find(address, length);
        return stack.contains(address, length) || region != null && (region.writable() || !write);
    }

    /** Whether a range lies in a live frame. */
    boolean isOnStack(final long address, final long length) {
        return stack.contains(address, length);
    }

    /** The native address of bytes that may or may not be readable, or 0; nothing is reported. */
    long place(final AddressSpace space, final long address, final long length) {
        if (space != AddressSpace.USER && isAccessible(address, length, false)) {
            return address;
        }
        return space != AddressSpace.KERNEL && arena != null ? arena.place(address, length) : 0;
    }

    /** Allocates absent arena pages as a touch by user space does. */
    void touchUser(final long address, final long length) {
        if (arena != null) {
            arena.touch(address, length);
        }
    }

    /** Whether no native memory of a program can be there (copy_from_kernel_nofault_allowed). */
    boolean isUserAddress(final long address) {
        final boolean canonical = address >> ADDRESS_BITS == 0 || address >> ADDRESS_BITS == -1;
        return !canonical || address >= 0 && address < MemoryRegion.LOWEST_ADDRESS
                || arena != null && arena.isUserPointer(address);
    }

    private boolean isArenaAddress(final long base) {
        return Long.compareUnsigned(base + FOUR_GIB, arenaWindow) < 0;
    }

    private MemoryRegion regionOf(final long address, final int size, final boolean write) {
        final MemoryRegion region = find(address, size);
        if (region == null || write && !region.writable()) {
            throw new ProgramFault("%s in %s".formatted(describe(address, size, write), log.instructionText()));
        }
        return region;
    }

    private MemoryRegion find(final long address, final long size) {
        if (packet != null) {
            if (packet.packet().region().contains(address, size)) {
                return packet.packet().region();
            }
        } else if (context.contains(address, size)) {
            return context;
        }
        final MemoryRegion region = maps.find(address, size);
        return region == null ? loans.memoryAt(address, size) : region;
    }

    private String describe(final long address, final long size, final boolean write) {
        final MemoryRegion input = packet == null ? context : packet.packet().region();
        return AccessFault.describe(address, size, write, stack, input, maps, loans, arena);
    }
}
