package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.conformance.Environment.MAPS;
import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import java.util.ArrayList;
import java.util.List;

/** Loads and stores in context, stack and maps: RFC 9669, section 5. */
final class MemoryCases {
    private static final String BYTES = "80 ff 7f 01  23 45 67 89  ab cd ef 10  32 54 76 98";

    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final MemoryCases memory = new MemoryCases();
        memory.loads();
        memory.signedLoads();
        memory.stores();
        memory.immediateStores();
        memory.stack();
        memory.maps();
        return memory.cases;
    }

    private void loads() {
        unsignedLoad("ldxb", B, 0, 0x80);
        unsignedLoad("ldxb", B, 1, 0xFF);
        unsignedLoad("ldxb", B, 2, 0x7F);
        unsignedLoad("ldxb of the last byte", B, 15, 0x98);
        unsignedLoad("ldxh", H, 0, 0xFF80);
        unsignedLoad("ldxh", H, 2, 0x017F);
        unsignedLoad("ldxh misaligned", H, 1, 0x7FFF);
        unsignedLoad("ldxh of the last bytes", H, 14, 0x9876);
        unsignedLoad("ldxw", W, 0, 0x017F_FF80L);
        unsignedLoad("ldxw with the top bit", W, 4, 0x8967_4523L);
        unsignedLoad("ldxw misaligned", W, 5, 0xAB89_6745L);
        unsignedLoad("ldxw of the last bytes", W, 12, 0x9876_5432L);
        unsignedLoad("ldxdw", DW, 0, 0x8967_4523_017F_FF80L);
        unsignedLoad("ldxdw misaligned", DW, 3, 0xEFCD_AB89_6745_2301L);
        unsignedLoad("ldxdw of the last bytes", DW, 8, 0x9876_5432_10EF_CDABL);
        cases.add(IsaCase.of("ldx with a negative offset",
                aluImm(ADD, 1, 8), load(H, 0, 1, -6), exit()).onContext(BYTES).returning(0x017F));
        cases.add(IsaCase.of("ldx into its own base",
                load(B, 1, 1, 1), movReg(0, 1), exit()).onContext(BYTES).returning(0xFF));
    }

    private void signedLoads() {
        signedLoad("ldxsb of a negative byte", B, 0, -128);
        signedLoad("ldxsb of -1", B, 1, -1);
        signedLoad("ldxsb of the largest byte", B, 2, 127);
        signedLoad("ldxsh of a negative half word", H, 0, 0xFFFF_FFFF_FFFF_FF80L);
        signedLoad("ldxsh of the largest half word", H, 1, 0x7FFF);
        signedLoad("ldxsh of a small half word", H, 2, 0x017F);
        signedLoad("ldxsw of a negative word", W, 4, 0xFFFF_FFFF_8967_4523L);
        signedLoad("ldxsw of a positive word", W, 0, 0x017F_FF80L);
        signedLoad("ldxsw misaligned", W, 5, 0xFFFF_FFFF_AB89_6745L);
    }

    private void stores() {
        final String before = "00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00";
        cases.add(IsaCase.of("stxb stores one byte", wide(2, 0x0123_4567_89AB_CDEFL), store(B, 1, 3, 2), exit())
                .onContext(before).leaving("00 00 00 ef 00 00 00 00  00 00 00 00 00 00 00 00"));
        cases.add(IsaCase.of("stxh stores two bytes", wide(2, 0x0123_4567_89AB_CDEFL), store(H, 1, 3, 2), exit())
                .onContext(before).leaving("00 00 00 ef cd 00 00 00  00 00 00 00 00 00 00 00"));
        cases.add(IsaCase.of("stxw stores four bytes", wide(2, 0x0123_4567_89AB_CDEFL), store(W, 1, 6, 2), exit())
                .onContext(before).leaving("00 00 00 00 00 00 ef cd  ab 89 00 00 00 00 00 00"));
        cases.add(IsaCase.of("stxdw stores eight bytes", wide(2, 0x0123_4567_89AB_CDEFL), store(DW, 1, 8, 2), exit())
                .onContext(before).leaving("00 00 00 00 00 00 00 00  ef cd ab 89 67 45 23 01"));
        cases.add(IsaCase.of("stx leaves the bytes around alone", mov(2, 0), store(H, 1, 1, 2), exit())
                .onContext("ff ff ff ff").leaving("ff 00 00 ff"));
    }

    private void immediateStores() {
        cases.add(IsaCase.of("stb takes the low byte", storeImm(B, 1, 0, 0x1234), exit())
                .onContext("00 00").leaving("34 00"));
        cases.add(IsaCase.of("sth takes the low half word", storeImm(H, 1, 0, 0x12345678), exit())
                .onContext("00 00 00 00").leaving("78 56 00 00"));
        cases.add(IsaCase.of("stw", storeImm(W, 1, 0, -2), exit())
                .onContext("00 00 00 00 00").leaving("fe ff ff ff 00"));
        cases.add(IsaCase.of("stdw extends the sign", storeImm(DW, 1, 0, -2), exit())
                .onContext("00 00 00 00 00 00 00 00").leaving("fe ff ff ff ff ff ff ff"));
        cases.add(IsaCase.of("stdw of a positive immediate", storeImm(DW, 1, 0, 0x7FFF_FFFF), exit())
                .onContext("ff ff ff ff ff ff ff ff").leaving("ff ff ff 7f 00 00 00 00"));
    }

    private void stack() {
        cases.add(IsaCase.of("the stack is zero at first", load(DW, 0, 10, -512), exit()));
        cases.add(IsaCase.of("the stack holds what was stored",
                wide(2, 0x0123_4567_89AB_CDEFL), store(DW, 10, -8, 2), load(DW, 0, 10, -8), exit())
                .returning(0x0123_4567_89AB_CDEFL));
        cases.add(IsaCase.of("the lowest bytes of the stack",
                storeImm(DW, 10, -512, 77), load(DW, 0, 10, -512), exit()).returning(77));
        cases.add(IsaCase.of("parts of a stack slot",
                wide(2, 0x0123_4567_89AB_CDEFL), store(DW, 10, -16, 2), load(H, 0, 10, -12), exit())
                .returning(0x4567));
        cases.add(IsaCase.of("a pointer spilled to the stack and filled again",
                store(DW, 10, -8, 1), load(DW, 3, 10, -8), load(B, 0, 3, 0), exit())
                .onContext("2a").returning(42));
    }

    private void maps() {
        cases.add(IsaCase.of("a map's value holds what was stored",
                mapValue(1, 0, 0), storeImm(W, 1, 60, 1234), mapValue(2, 0, 60), load(W, 0, 2, 0), exit())
                .with(MAPS).returning(1234));
        cases.add(IsaCase.of("the last byte of a map's value",
                mapValue(1, 0, 0), storeImm(B, 1, 63, 200), load(B, 0, 1, 63), exit()).with(MAPS).returning(200));
        cases.add(IsaCase.of("a read-only map can be read",
                mapValue(1, 1, 8), load(DW, 0, 1, 0), exit()).with(MAPS).returning(0x201F_1E1D_1C1B_1A19L));
        cases.add(IsaCase.of("bpf_map_lookup_elem finds the value",
                storeImm(W, 10, -4, 0), movReg(2, 10), aluImm(ADD, 2, -4), map(1, 0), helper(1),
                jumpImm(JEQ, 0, 0, 2), storeImm(W, 0, 8, 5), load(W, 0, 0, 8), exit()).with(MAPS).returning(5));
        cases.add(IsaCase.of("bpf_map_lookup_elem finds nothing",
                storeImm(W, 10, -4, 1), movReg(2, 10), aluImm(ADD, 2, -4), map(1, 0), helper(1), exit()).with(MAPS));
        cases.add(IsaCase.of("two maps, the stack and the context by turns",
                mapValue(6, 0, 0), mapValue(7, 1, 0), mov(0, 0),
                load(B, 2, 7, 0), store(B, 6, 0, 2), load(B, 3, 1, 0), store(B, 10, -1, 3),
                load(B, 4, 6, 0), alu(ADD, 0, 4), load(B, 4, 10, -1), alu(ADD, 0, 4), load(B, 4, 7, 15),
                alu(ADD, 0, 4), exit()).with(MAPS).onContext("05").returning(0x11 + 0x05 + 0x20));
    }

    private void unsignedLoad(final String name, final int size, final int offset, final long expected) {
        cases.add(IsaCase.of("%s at %d".formatted(name, offset), mov(0, -1), load(size, 0, 1, offset), exit())
                .onContext(BYTES).returning(expected));
    }

    private void signedLoad(final String name, final int size, final int offset, final long expected) {
        cases.add(IsaCase.of(name, mov(0, 0), loadSigned(size, 0, 1, offset), exit())
                .onContext(BYTES).returning(expected));
    }
}
