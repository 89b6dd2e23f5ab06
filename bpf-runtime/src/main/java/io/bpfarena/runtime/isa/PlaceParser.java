package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.Address;

/** Reads places in memory: {@code (u64 *)(r1 + 0x8)}. */
final class PlaceParser {
    private final TokenCursor cursor;

    PlaceParser(final TokenCursor cursor) {
        this.cursor = cursor;
    }

    /** A place and how much is there. */
    record Place(MemorySize size, Address address) {
    }

    /** What is read or written, and whether a load extends its sign. */
    record Type(MemorySize size, boolean signed) {
    }

    Place place() throws AssemblyException {
        final Token token = cursor.peekSecond();
        final Type type = type();
        if (type.signed()) {
            throw token.unexpected("a type, u8, u16, u32 or u64");
        }
        return new Place(type.size(), address());
    }

    Place atomicPlace() throws AssemblyException {
        final Token token = cursor.peekSecond();
        final Place place = place();
        if (place.size() == MemorySize.BYTE || place.size() == MemorySize.HALF_WORD) {
            throw token.unexpected("a type, u32 or u64");
        }
        return place;
    }

    /** {@code (u64 *)}. */
    Type type() throws AssemblyException {
        cursor.expect("(");
        final Token token = cursor.take();
        final MemorySize size = switch (token.text()) {
            case "u8", "s8" -> MemorySize.BYTE;
            case "u16", "s16" -> MemorySize.HALF_WORD;
            case "u32", "s32" -> MemorySize.WORD;
            case "u64" -> MemorySize.DOUBLE_WORD;
            default -> throw token.unexpected("a type such as u64 or s32");
        };
        cursor.expect("*", ")");
        return new Type(size, token.text().startsWith("s"));
    }

    /** {@code (r1 + 0x8)}. */
    Address address() throws AssemblyException {
        cursor.expect("(");
        final Address address = bareAddress();
        cursor.expect(")");
        return address;
    }

    /** {@code r1 + 0x8}. */
    Address bareAddress() throws AssemblyException {
        final int base = cursor.register(Width.BITS_64);
        if (!cursor.peek().is("+") && !cursor.peek().is("-")) {
            throw cursor.peek().unexpected("'+' or '-' and an offset in bytes");
        }
        return new Address(base, cursor.offset());
    }
}
