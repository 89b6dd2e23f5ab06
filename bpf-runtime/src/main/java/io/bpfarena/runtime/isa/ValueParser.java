package io.bpfarena.runtime.isa;

import io.bpfarena.runtime.isa.Operation.*;
import io.bpfarena.runtime.isa.TokenCursor.RegisterName;

/** Reads what a register is set to: all that can stand right of {@code r1 =}. */
final class ValueParser {
    private final TokenCursor cursor;
    private final PlaceParser places;
    private final RegisterName dst;
    private final boolean wide;

    /** With {@code wide} a number is an {@code ld_imm64} without being marked by {@code ll}. */
    ValueParser(final TokenCursor cursor, final PlaceParser places, final RegisterName dst, final boolean wide) {
        this.cursor = cursor;
        this.places = places;
        this.dst = dst;
        this.wide = wide;
    }

    Statement read() throws AssemblyException {
        final Token first = cursor.peek();
        if (first.is("-") && TokenCursor.registerOf(cursor.peekSecond()) != null) {
            cursor.take();
            sameRegister();
            return Statement.of(new Negate(dst.width(), dst.number()));
        }
        if (cursor.atNumber()) {
            return Statement.of(number());
        }
        if (first.is("(")) {
            return Statement.of(signExtended());
        }
        if (first.is("*")) {
            return Statement.of(loaded());
        }
        if (TokenCursor.registerOf(first) != null) {
            return Statement.of(new Move(
                    dst.width(), dst.number(), new Operand.Register(cursor.register(dst.width()))));
        }
        if (first.kind() == Token.Kind.NAME && cursor.peekSecond().is("ll")) {
            cursor.take();
            cursor.expect("ll");
            return new Statement(new LoadReference(whole(), Opcode.PSEUDO_FUNC, 0), first);
        }
        return Statement.of(named());
    }

    private Operation number() throws AssemblyException {
        final int start = cursor.position();
        final long value = cursor.wideImmediate();
        if (cursor.accept("ll") || wide) {
            return new LoadNumber(whole(), value);
        }
        cursor.moveTo(start);
        return new Move(dst.width(), dst.number(), new Operand.Immediate(cursor.immediate()));
    }

    private Operation signExtended() throws AssemblyException {
        cursor.expect("(");
        final Token type = cursor.take();
        final int bits = switch (type.text()) {
            case "s8" -> 8;
            case "s16" -> 16;
            case "s32" -> 32;
            default -> 0;
        };
        if (bits == 0 || bits == 32 && dst.width() == Width.BITS_32) {
            throw type.unexpected(dst.width() == Width.BITS_32 ? "s8 or s16" : "s8, s16 or s32");
        }
        cursor.expect(")");
        return new SignExtend(dst.width(), bits, dst.number(), cursor.register(dst.width()));
    }

    private Operation loaded() throws AssemblyException {
        cursor.expect("*");
        final Token typeToken = cursor.peekSecond();
        final PlaceParser.Type type = places.type();
        if (cursor.accept("skb")) {
            if (type.signed() || type.size() == MemorySize.DOUBLE_WORD) {
                throw typeToken.unexpected("a type, u8, u16 or u32");
            }
            return packet(type.size());
        }
        fits(type.signed() ? MemorySize.DOUBLE_WORD : type.size());
        return new Load(type.size(), type.signed(), dst.number(), places.address());
    }

    private Operation packet(final MemorySize size) throws AssemblyException {
        if (!dst.token().is("r0")) {
            throw dst.token().unexpected("r0, to which a packet load goes");
        }
        cursor.expect("[");
        final Operation operation;
        if (cursor.atNumber()) {
            operation = new LoadPacket(size, cursor.immediate());
        } else {
            final int index = cursor.register(Width.BITS_64);
            operation = new LoadPacketIndexed(size, index, cursor.accept("+") ? cursor.immediate() : 0);
        }
        cursor.expect("]");
        return operation;
    }

    private Operation named() throws AssemblyException {
        final Token name = cursor.take();
        final String text = name.text();
        for (final ByteOrdering ordering : ByteOrdering.values()) {
            if (text.matches(ordering.word() + "(16|32|64)")) {
                final int register = whole();
                sameRegister();
                return new OrderBytes(ordering, Integer.parseInt(text.substring(ordering.word().length())), register);
            }
        }
        for (final AtomicOperator operator : AtomicOperator.values()) {
            if (text.equals("atomic_fetch_" + operator.word()) || text.equals("atomic64_fetch_" + operator.word())) {
                final PlaceParser.Place place = atomicArguments(text);
                return new AtomicUpdate(place.size(), operator, true, place.address(), exchanged(place.size()));
            }
        }
        return switch (text) {
            case "addr_space_cast" -> cast();
            case "atomic_xchg", "atomic64_xchg" -> {
                final PlaceParser.Place place = atomicArguments(text);
                yield new Exchange(place.size(), place.address(), exchanged(place.size()));
            }
            case "atomic_cmpxchg", "atomic64_cmpxchg" -> {
                final PlaceParser.Place place = atomicArguments(text);
                yield compareExchange(place.size(), place.address());
            }
            case "xchg_64", "xchg32_32" -> {
                final MemorySize size = text.equals("xchg_64") ? MemorySize.DOUBLE_WORD : MemorySize.WORD;
                final Address address = bareArguments();
                yield new Exchange(size, address, exchanged(size));
            }
            case "cmpxchg_64", "cmpxchg32_32" -> {
                final MemorySize size = text.equals("cmpxchg_64") ? MemorySize.DOUBLE_WORD : MemorySize.WORD;
                yield compareExchange(size, bareArguments());
            }
            case "load_acquire" -> {
                cursor.expect("(");
                final PlaceParser.Place place = places.place();
                cursor.expect(")");
                fits(place.size());
                yield new LoadAcquire(place.size(), dst.number(), place.address());
            }
            case "map" -> map();
            case "subprog" -> {
                cursor.expect("[");
                final int offset = cursor.longOffset();
                cursor.expect("]");
                yield new LoadReference(whole(), Opcode.PSEUDO_FUNC, offset & 0xFFFF_FFFFL);
            }
            default -> throw name.unexpected("a value: a number, a register, a load, a cast or an atomic operation");
        };
    }

    private Operation cast() throws AssemblyException {
        cursor.expect("(");
        final int src = cursor.register(Width.BITS_64);
        cursor.expect(",");
        final int to = (int) cursor.number("0", "65535");
        cursor.expect(",");
        final int from = (int) cursor.number("0", "65535");
        cursor.expect(")");
        return new CastAddressSpace(whole(), src, to, from);
    }

    /** {@code map[id:1]}, or {@code map[id:1][0]+8} for a place in its value. */
    private Operation map() throws AssemblyException {
        cursor.expect("[", "id", ":");
        final long map = cursor.longOffset() & 0xFFFF_FFFFL;
        cursor.expect("]");
        if (!cursor.accept("[")) {
            return new LoadReference(whole(), Opcode.PSEUDO_MAP_FD, map);
        }
        cursor.expect("0", "]", "+");
        return new LoadReference(whole(), Opcode.PSEUDO_MAP_VALUE, (long) cursor.longOffset() << 32 | map);
    }

    /** {@code ((u64 *)(r1 + 8),} as the functions whose name starts with {@code atomic} have it. */
    private PlaceParser.Place atomicArguments(final String function) throws AssemblyException {
        cursor.expect("(");
        final Token type = cursor.peekSecond();
        final PlaceParser.Place place = places.atomicPlace();
        if (function.startsWith("atomic64") && place.size() != MemorySize.DOUBLE_WORD) {
            throw type.unexpected("u64, which is what " + function + " works on");
        }
        cursor.expect(",");
        return place;
    }

    /** {@code (r1 + 8,} as LLVM's exchanges have it. */
    private Address bareArguments() throws AssemblyException {
        cursor.expect("(");
        final Address address = places.bareAddress();
        cursor.expect(",");
        return address;
    }

    /** The last argument of what exchanges a register with memory: it is the register that is set. */
    private int exchanged(final MemorySize size) throws AssemblyException {
        fits(size);
        final int register = sameRegister();
        cursor.expect(")");
        return register;
    }

    private Operation compareExchange(final MemorySize size, final Address address) throws AssemblyException {
        fits(size);
        if (dst.number() != 0) {
            throw dst.token().unexpected("r0 or w0, which is what the memory is compared with");
        }
        sameRegister();
        cursor.expect(",");
        final int src = cursor.register(size);
        cursor.expect(")");
        return new CompareExchange(size, address, src);
    }

    private int sameRegister() throws AssemblyException {
        if (!cursor.peek().is(dst.token().text())) {
            throw cursor.peek().unexpected("'" + dst.token().text() + "', the register that is set");
        }
        cursor.take();
        return dst.number();
    }

    /** That the register that is set has room for 64 bits. */
    private int whole() throws AssemblyException {
        fits(MemorySize.DOUBLE_WORD);
        return dst.number();
    }

    private void fits(final MemorySize size) throws AssemblyException {
        if (size == MemorySize.DOUBLE_WORD && dst.width() == Width.BITS_32) {
            throw dst.token().unexpected("a register, r0 to r10, since the value has 64 bits");
        }
    }
}
