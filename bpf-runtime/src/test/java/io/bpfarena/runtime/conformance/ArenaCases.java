package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.conformance.Environment.*;
import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * Arena addresses: the kernel's addr_space_cast and faults. In the arena pages 1, 2 and 63 are present, so page 3 at
 * 0x3000 is not.
 */
final class ArenaCases {
    private static final String READ = "Arena READ access at unmapped address 0x";
    private static final String WRITE = "Arena WRITE access at unmapped address 0x";

    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final ArenaCases arena = new ArenaCases();
        arena.casts();
        arena.presentPages();
        arena.absentPages();
        arena.absentAtomics();
        arena.pageCrossings();
        arena.guards();
        arena.overflows();
        arena.kfuncs();
        return arena.cases;
    }

    private void casts() {
        cast("to the arena keeps 32 bits", castToArena(0, 1), 0x3000_0000_1234L, 0x1234, ARENA);
        cast("to the arena of a high base", castToArena(0, 1), 0x3000_8000_1234L, 0x8000_1234L, ARENA_HIGH);
        cast("to user space adds the upper half", castToUser(0, 1), 0x1234, 0x3000_0000_1234L, ARENA);
        cast("to user space ignores what is above", castToUser(0, 1), 0xDEAD_BEEF_0000_1234L, 0x3000_0000_1234L, ARENA);
        cast("to user space of NULL", castToUser(0, 1), 0, 0, ARENA);
        cast("to user space of 0 with bits above", castToUser(0, 1), 0xDEAD_BEEF_0000_0000L, 0, ARENA);
        cast("to user space of the last byte", castToUser(0, 1), 0xFFFF_FFFFL, 0x3000_FFFF_FFFFL, ARENA);
        cast("to user space from a high base", castToUser(0, 1), 0x8000_1234L, 0x3000_8000_1234L, ARENA_HIGH);
        cast("to user space without correction", castToUser(0, 1), 0x1234, 0x3000_0000_1234L, ARENA_HIGH);
        cast("to user space of its own register", program(castToUser(1, 1), movReg(0, 1)),
                0x1234, 0x3000_0000_1234L, ARENA);
        cast("to user space with NO_USER_CONV", castToUser(0, 1), 0xDEAD_BEEF_0000_1234L, 0x1234, ARENA_NO_USER_CONV);
        cast("to the arena with NO_USER_CONV", castToArena(0, 1), 0x3000_0000_1234L, 0x1234, ARENA_NO_USER_CONV);
        cases.add(IsaCase.of("ld_imm64 of the arena's value is a user pointer",
                mapValue(0, 2, 0x1008), exit()).with(ARENA).returning(0x3000_0000_1008L));
    }

    private void presentPages() {
        for (final Environment environment : List.of(ARENA, ARENA_HIGH, ARENA_LAST, ARENA_NO_USER_CONV)) {
            cases.add(IsaCase.of("a store and a load in " + environment,
                    at(0x1010), storeImm(DW, 1, 0, -5), load(DW, 0, 1, 0), exit()).with(environment).returning(-5));
        }
        cases.add(IsaCase.of("a fresh page is zero", at(0x1FF8), load(DW, 0, 1, 0), exit()).with(ARENA));
        cases.add(IsaCase.of("parts of a word in the arena",
                at(0x1010), wide(2, 0x0123_4567_89AB_CDEFL), store(DW, 1, 0, 2), load(H, 0, 1, 2), exit())
                .with(ARENA).returning(0x89AB));
        cases.add(IsaCase.of("a sign-extending load in the arena",
                at(0x1010), storeImm(W, 1, 0, -128), loadSigned(B, 0, 1, 0), exit()).with(ARENA).returning(-128));
        cases.add(IsaCase.of("a pointer in the arena is followed",
                at(0x1010), mapValue(2, 2, 0x2020), store(DW, 1, 0, 2), storeImm(DW, 1, 8, 1),
                load(DW, 3, 1, 0), castToArena(3, 3), storeImm(W, 3, 0, 321),
                at(0x2020), load(W, 0, 1, 0), exit()).with(ARENA).returning(321));
        cases.add(IsaCase.of("the last bytes of 4 GiB",
                at(0x3FFF8), storeImm(DW, 1, 0, 17), load(DW, 0, 1, 0), exit()).with(ARENA_LAST).returning(17));
        cases.add(IsaCase.of("an offset reaches back into a page",
                at(0x3000), storeImm(DW, 1, -8, 18), load(DW, 0, 1, -8), exit()).with(ARENA).returning(18));
        cases.add(IsaCase.of("an offset past 4 GiB does not come round to the first pages",
                mov(1, -0x6FF9), castToArena(1, 1), storeImm(B, 1, 0x7FFF, 19), exit()).with(ARENA)
                .reporting(WRITE + "300100001006"));
    }

    private void absentPages() {
        absentLoad("an absent page reads 0", load(DW, 0, 1, 0), "300000003000");
        absentLoad("a byte of an absent page reads 0", load(B, 0, 1, 5), "300000003005");
        absentLoad("a half word of an absent page reads 0", load(H, 0, 1, 0), "300000003000");
        absentLoad("a word of an absent page reads 0", load(W, 0, 1, 0), "300000003000");
        absentLoad("a sign-extending load of an absent page reads 0", loadSigned(W, 0, 1, 0), "300000003000");
        cases.add(IsaCase.of("a store into an absent page is dropped",
                at(0x3000), storeImm(DW, 1, 16, 5), load(DW, 0, 1, 16), exit())
                .with(ARENA).reporting(WRITE + "300000003010", READ + "300000003010"));
        cases.add(IsaCase.of("a register stored into an absent page is dropped",
                at(0x3000), store(B, 1, 0, 1), mov(0, 3), exit())
                .with(ARENA).returning(3).reporting(WRITE + "300000003000"));
        cases.add(IsaCase.of("NULL is an absent page",
                mov(1, 0), castToArena(1, 1), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA).reporting(READ + "300000000000"));
        cases.add(IsaCase.of("NULL is no page of an arena with a high base",
                mov(1, 0), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA_HIGH).reporting(READ + "300000000000"));
        cases.add(IsaCase.of("a page past the end of the arena",
                at(0x40000), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA).reporting(READ + "300000040000"));
        cases.add(IsaCase.of("an absent page of an arena with a high base",
                at(0x3000), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA_HIGH).reporting(READ + "300080003000"));
    }

    private void absentAtomics() {
        absentAtomic("add", ADD, 7, WRITE);
        absentAtomic("fetch-add", ADD | FETCH, 0, WRITE);
        absentAtomic("fetch-or", OR | FETCH, 0, WRITE);
        absentAtomic("fetch-and", AND | FETCH, 0, WRITE);
        absentAtomic("fetch-xor", XOR | FETCH, 0, WRITE);
        absentAtomic("xchg", XCHG, 0, WRITE);
        absentAtomic("store_release", STORE_REL, 7, WRITE);
        for (final int size : List.of(W, DW)) {
            cases.add(IsaCase.of("cmpxchg of size 0x%x in an absent page zeroes r0".formatted(size),
                    at(0x3000), mov(0, 9), mov(2, 7), atomic(size, CMPXCHG, 1, 0, 2), exit())
                    .with(ARENA).reporting(WRITE + "300000003000"));
        }
        for (final int size : List.of(B, H, W, DW)) {
            cases.add(IsaCase.of("load_acquire of size 0x%x in an absent page zeroes its register".formatted(size),
                    at(0x3000), mov(0, 9), atomic(size, LOAD_ACQ, 0, 0, 1), exit())
                    .with(ARENA).reporting(READ + "300000003000"));
        }
    }

    private void pageCrossings() {
        cases.add(IsaCase.of("a word over two present pages",
                at(0x1FFC), wide(2, 0x0123_4567_89AB_CDEFL), store(DW, 1, 0, 2), load(DW, 0, 1, 0), exit())
                .with(ARENA).returning(0x0123_4567_89AB_CDEFL));
        cases.add(IsaCase.of("a load over a present and an absent page reads 0",
                at(0x2FFC), storeImm(W, 1, 0, -1), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA).reporting(READ + "300000002ffc"));
        cases.add(IsaCase.of("a load over an absent and a present page reads 0",
                at(0x0FFC), storeImm(W, 1, 4, -1), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA).reporting(READ + "300000000ffc"));
        cases.add(IsaCase.of("a store over a present and an absent page is dropped as a whole",
                at(0x2FFC), storeImm(W, 1, 0, 6), storeImm(DW, 1, 0, -1), load(W, 0, 1, 0), exit())
                .with(ARENA).returning(6).reporting(WRITE + "300000002ffc"));
        cases.add(IsaCase.of("an atomic over a present and an absent page is dropped as a whole",
                at(0x2FFC), storeImm(W, 1, 0, 6), mov(2, 1), atomic(DW, ADD | FETCH, 1, 0, 2), load(W, 0, 1, 0),
                alu(ADD, 0, 2), exit())
                .with(ARENA).returning(6).reporting(WRITE + "300000002ffc"));
        cases.add(IsaCase.of("a misaligned atomic over two present pages",
                at(0x1FFE), storeImm(W, 1, 0, 40), mov(2, 2), atomic(W, ADD, 1, 0, 2), load(W, 0, 1, 0), exit())
                .with(ARENA).returning(42));
        cases.add(IsaCase.of("a word over the end of 4 GiB reads 0",
                at(0x3FFFC), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA_LAST).reporting(READ + "3000fffffffc"));
    }

    private void guards() {
        guard("below the first page", 0, -8, "2ffffffffff8");
        guard("as far below the first page as an offset reaches", 0, -32768, "2fffffff8000");
        guard("above 4 GiB", 0xFFFF_FFFFL, 1, "300100000000");
        guard("as far above 4 GiB as an offset reaches", 0xFFFF_FFFFL, 32767, "300100007ffe");
        cases.add(IsaCase.of("a store into the guard is dropped",
                wide(1, 0xFFFF_FFF8L), storeImm(DW, 1, 0x7FFF, 1), mov(0, 4), exit())
                .with(ARENA_LAST).returning(4).reporting(WRITE + "300100007ff7"));
    }

    private void overflows() {
        cases.add(IsaCase.of("arithmetic that carried into bit 32 still means the arena",
                at(0x1010), storeImm(W, 1, 0, 8), wide(2, 0x1_0000_0000L), alu(ADD, 1, 2), load(W, 0, 1, 0), exit())
                .with(ARENA).returning(8));
        cases.add(IsaCase.of("arithmetic that went below zero still means the arena",
                at(0x1010), storeImm(W, 1, 0, 8), wide(2, 0x1_0000_0000L), alu(SUB, 1, 2), load(W, 0, 1, 0), exit())
                .with(ARENA).returning(8));
        cases.add(IsaCase.of("an offset is added after the upper bits were cut off",
                wide(1, 0xFFFF_FFFF_FFFF_FFF8L), mov(0, 1), load(DW, 0, 1, 16), exit())
                .with(ARENA).reporting(READ + "300100000008"));
    }

    private void kfuncs() {
        cases.add(IsaCase.of("bpf_arena_alloc_pages gives a page at a wanted address",
                map(1, 2), mapValue(2, 2, 0x5000), mov(3, 1), mov(4, -1), mov(5, 0), kfunc(0), movReg(6, 0),
                castToArena(6, 6), storeImm(W, 6, 0, 1), exit())
                .with(ARENA).returning(0x3000_0000_5000L));
        cases.add(IsaCase.of("bpf_arena_alloc_pages takes the low halves of count and node",
                map(1, 2), mapValue(2, 2, 0x5000), wide(3, 0xFFFF_FFFF_0000_0001L), wide(4, 0x1234_5678_FFFF_FFFFL),
                mov(5, 0), kfunc(0), exit())
                .with(ARENA).returning(0x3000_0000_5000L));
        cases.add(IsaCase.of("bpf_arena_alloc_pages of a taken page gives NULL",
                map(1, 2), mapValue(2, 2, 0x1000), mov(3, 1), mov(4, -1), mov(5, 0), kfunc(0), exit()).with(ARENA));
        cases.add(IsaCase.of("bpf_arena_alloc_pages of 4294967295 pages gives NULL",
                map(1, 2), mov(2, 0), mov(3, -1), mov(4, -1), mov(5, 0), kfunc(0), exit()).with(ARENA));
        cases.add(IsaCase.of("bpf_arena_free_pages makes a page absent",
                map(1, 2), mapValue(2, 2, 0x1000), mov(3, 1), kfunc(1),
                at(0x1000), mov(0, 1), load(DW, 0, 1, 0), exit())
                .with(ARENA).reporting(READ + "300000001000"));
        cases.add(IsaCase.of("bpf_arena_reserve_pages of a taken page is EBUSY",
                map(1, 2), mapValue(2, 2, 0x1000), mov(3, 1), kfunc(2), exit()).with(ARENA)
                .returning(0xFFFF_FFF0L));
        cases.add(IsaCase.of("bpf_arena_reserve_pages keeps a page from being had",
                map(1, 2), mapValue(2, 2, 0x5000), mov(3, 1), kfunc(2), movReg(6, 0),
                map(1, 2), mapValue(2, 2, 0x5000), mov(3, 1), mov(4, -1), mov(5, 0), kfunc(0), alu(ADD, 0, 6), exit())
                .with(ARENA));
        cases.add(IsaCase.of("bpf_arena_alloc_pages of another kind of map is refused",
                map(1, 0), mov(2, 0), mov(3, 1), mov(4, -1), mov(5, 0), kfunc(0), exit())
                .with(ARENA).faulting("map values is no arena but array"));
        cases.add(IsaCase.of("bpf_arena_alloc_pages of no map is refused",
                mov(1, 2), mov(2, 0), mov(3, 1), mov(4, -1), mov(5, 0), kfunc(0), exit())
                .with(ARENA).faulting("argument 0x2 is no map"));
    }

    private void cast(final String name, final List<Instruction> code, final long value, final long expected,
            final Environment environment) {
        cases.add(IsaCase.of("cast " + name, wide(1, value), code, exit()).with(environment).returning(expected));
    }

    /** Page 3 is in r1; r0 is not 0 before. */
    private void absentLoad(final String name, final List<Instruction> load, final String address) {
        cases.add(IsaCase.of(name, at(0x3000), mov(0, -1), load, exit()).with(ARENA).reporting(READ + address));
    }

    /** The source register, which holds 7 before, is what the case returns. */
    private void absentAtomic(final String name, final int op, final long expected, final String report) {
        for (final int size : List.of(W, DW)) {
            cases.add(IsaCase.of("%s of size 0x%x in an absent page".formatted(name, size),
                    at(0x3000), mov(2, 7), atomic(size, op, 1, 0, 2), movReg(0, 2), exit())
                    .with(ARENA).returning(expected).reporting(report + "300000003000"));
        }
    }

    private void guard(final String name, final long base, final int offset, final String address) {
        cases.add(IsaCase.of("the guard " + name,
                wide(1, base), mov(0, 1), load(DW, 0, 1, offset), exit()).with(ARENA).reporting(READ + address));
    }

    /** r1 = arena address of so many bytes into the arena. */
    private static List<Instruction> at(final int offset) {
        return program(mapValue(1, 2, offset), castToArena(1, 1));
    }
}
