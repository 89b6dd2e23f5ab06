package io.bpfarena.runtime.btf.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no compiler writes, and what it would take two kernels to see. */
class CoreRelocatorTest {
    private static final String PLACE = "prog 'p': relo #0";

    private final TypesInBytes local = new TypesInBytes();
    private final TypesInBytes target = new TypesInBytes();

    private Resolution resolve(final int type, final String access, final RelocationKind kind) throws Exception {
        return resolve(type, access, kind.ordinal());
    }

    private Resolution resolve(final int type, final String access, final int kind) throws Exception {
        return new CoreRelocator(local.read(), Optional.of(target.read()))
                .resolve(PLACE, new BtfExt.CoreRelocation(64, type, access, kind));
    }

    private void refused(final String message, final int type, final String access, final int kind) {
        final CoreRelocationException e =
                assertThrows(CoreRelocationException.class, () -> resolve(type, access, kind));
        assertEquals(PLACE + ": " + message, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"''", ":", "0:", ":0", "0:x", "0:-1", "0:2", "-1:0", "0:0:0", "99999999999", "0 :0"})
    void shouldRefuseAccessStringsThatLeadNowhere(final String access) {
        final int number = local.integer("int", 4, 1, 0);
        final int struct = local.struct("s", 8, "a", number, 0, "b", number, 32);
        refused("parsing [%d] struct s + %s failed: EINVAL".formatted(struct, access), struct, access, 0);
    }

    @Test
    void shouldRefuseAccessStringsThatAreTooLong() {
        final int struct = local.struct("s", 8);
        refused("parsing [%d] struct s + %s failed: E2BIG".formatted(struct, "0" + ":0".repeat(64)), struct,
                "0" + ":0".repeat(64), 0);
    }

    @Test
    void shouldRefuseKindsThatAreUnknown() {
        final int struct = local.struct("s", 8);
        refused("unrecognized CO-RE relocation unknown (13) at insn #8", struct, "0", 13);
        refused("unrecognized CO-RE relocation unknown (4294967295) at insn #8", struct, "0", -1);
        refused("parsing [%d] struct s + 1 failed: EINVAL".formatted(struct), struct, "1",
                RelocationKind.TYPE_EXISTS.ordinal());
        refused("parsing [%d] struct s + 0 failed: EINVAL".formatted(struct), struct, "0",
                RelocationKind.ENUMVAL_VALUE.ordinal());
    }

    @Test
    void shouldRefuseTypesWithoutName() {
        final int struct = local.struct("", 8, "a", local.integer("int", 4, 1, 0), 0);
        refused("<byte_off> (0) relocation doesn't support anonymous types", struct, "0:0", 0);
    }

    @Test
    void shouldRefuseSignsOfElements() {
        final int number = local.integer("int", 4, 1, 0);
        final int struct = local.struct("s", 8, "a", local.array(number, 2), 0);
        final int its = target.integer("int", 4, 1, 0);
        target.struct("s", 8, "a", target.array(its, 2), 0);
        refused("relo 3 at insn #8 can't be applied to array access", struct, "0:0:1",
                RelocationKind.FIELD_SIGNED.ordinal());
    }

    /** Fields match by kind: integers of any size, structures of any name, but no number for a pointer. */
    @Test
    void shouldMatchFieldsByTheirKinds() throws Exception {
        final int number = local.integer("int", 4, 1, 0);
        final int part = local.struct("part", 4, "x", number, 0);
        final int pointer = local.pointer(number);
        final int real = local.floating("double", 8);
        final int struct = local.struct("s", 64, "number", number, 0, "part", part, 64, "pointer", pointer, 128,
                "real", real, 192, "forged", number, 256, "array", local.array(number, 4), 320);
        final int its = target.integer("long", 8, 0, 0);
        final int union = target.union("something_else", 8, "y", its, 0);
        final int cut = target.integer("cut", 4, 0, 4);
        target.struct("s", 80, "number", its, 64, "part", union, 128, "pointer", its, 192, "real",
                target.floating("float", 4), 256, "forged", cut, 320, "array", target.array(its, 2), 384);
        final RelocationKind exists = RelocationKind.FIELD_EXISTS;
        assertEquals(1, resolve(struct, "0:0", exists).newValue());
        assertEquals(1, resolve(struct, "0:1", exists).newValue());
        assertEquals(0, resolve(struct, "0:1:0", exists).newValue());
        assertEquals(0, resolve(struct, "0:2", exists).newValue());
        assertEquals(1, resolve(struct, "0:3", exists).newValue());
        assertEquals(0, resolve(struct, "0:4", exists).newValue());
        assertEquals(1, resolve(struct, "0:5:1", exists).newValue());
        assertEquals(0, resolve(struct, "0:5:2", exists).newValue());
        assertEquals(56, resolve(struct, "0:5:1", RelocationKind.FIELD_BYTE_OFFSET).newValue());
    }

    /** Behind a pointer a declaration will do; the thing itself must be there. */
    @Test
    void shouldMatchDeclarationsBehindPointersOnly() throws Exception {
        final int struct = local.struct("s", 8, "next", local.pointer(local.struct("other", 8)), 0);
        final int whole = local.struct("w", 8, "inner", local.struct("inner", 8), 0);
        final int wrong = local.struct("u", 8, "next", local.pointer(local.struct("declared", 8)), 0);
        target.struct("s", 8, "next", target.pointer(target.forward("other___new", false)), 0);
        target.struct("w", 8, "inner", target.union("inner", 8), 0);
        target.struct("u", 8, "next", target.pointer(target.union("declared", 8)), 0);
        final RelocationKind matches = RelocationKind.TYPE_MATCHES;
        assertEquals(1, resolve(struct, "0", matches).newValue());
        assertEquals(0, resolve(whole, "0", matches).newValue());
        assertEquals(0, resolve(wrong, "0", matches).newValue());
        assertEquals(1, resolve(wrong, "0", RelocationKind.TYPE_EXISTS).newValue());
    }

    /** Anonymous structures within each other twice a level: 2^60 ways, if one walked them all. */
    @Test
    void shouldSearchEachEmbeddedStructureOnce() throws Exception {
        final int number = local.integer("int", 4, 1, 0);
        final int struct = local.struct("s", 8, "wanted", number, 0);
        int inner = target.struct("", 8, "other", target.integer("int", 4, 1, 0), 0);
        for (int level = 0; level < 60; level++) {
            inner = target.union("", 8, "", inner, 0, "", inner, 0);
        }
        target.struct("s", 8, "", inner, 0);
        assertEquals(0, resolve(struct, "0:0", RelocationKind.FIELD_EXISTS).newValue());
    }

    @Test
    void shouldRefuseStructuresThatAreTooDeep() {
        final int struct = local.struct("s", 8, "wanted", local.integer("int", 4, 1, 0), 0);
        int inner = target.struct("", 8, "wanted", target.integer("int", 4, 1, 0), 0);
        for (int level = 0; level < AccessSpec.MAX_LENGTH; level++) {
            inner = target.struct("", 8, "", inner, 0);
        }
        target.struct("s", 8, "", inner, 0);
        final CoreRelocationException e =
                assertThrows(CoreRelocationException.class, () -> resolve(struct, "0:0", 0));
        assertEquals(Errno.E2BIG, e.errno());
    }

    /** Prototypes of prototypes: comparing branches at every parameter. */
    @Test
    void shouldGiveUpComparingTypesWithoutEnd() {
        final int type = local.typedef("t", prototypes(local));
        target.typedef("t", prototypes(target));
        final CoreRelocationException e = assertThrows(CoreRelocationException.class,
                () -> resolve(type, "0", RelocationKind.TYPE_EXISTS));
        assertEquals(Errno.E2BIG, e.errno());
        assertTrue(e.getMessage().startsWith(PLACE + ": error matching candidate #0 <type_exists> [30] typedef t"),
                e.getMessage());
    }

    private static int prototypes(final TypesInBytes types) {
        int inner = types.integer("int", 4, 1, 0);
        for (int level = 0; level < 28; level++) {
            inner = types.prototype(0, inner, inner, inner, inner);
        }
        return inner;
    }

    /** Candidates that did not fit once are out, and so cannot contradict the others later. */
    @Test
    void shouldForgetCandidatesThatDidNotFit() throws Exception {
        final int number = local.integer("int", 4, 1, 0);
        final int struct = local.struct("s", 8, "shared", number, 0, "rare", number, 32);
        final int its = target.integer("int", 4, 1, 0);
        target.struct("s___one", 16, "shared", its, 64);
        target.struct("s___two", 16, "shared", its, 32, "rare", its, 96);
        final CoreRelocator relocator = new CoreRelocator(local.read(), Optional.of(target.read()));
        final BtfExt.CoreRelocation shared = new BtfExt.CoreRelocation(64, struct, "0:0", 0);
        assertThrows(CoreRelocationException.class, () -> relocator.resolve(PLACE, shared));
        assertEquals(12, relocator.resolve(PLACE, new BtfExt.CoreRelocation(64, struct, "0:1", 0)).newValue());
        assertEquals(4, relocator.resolve(PLACE, shared).newValue());
    }

    private Resolution offset() throws Exception {
        final int struct = local.struct("s", 8, "n", local.integer("u32", 4, 0, 0), 32);
        target.struct("s", 8, "n", target.integer("u64", 8, 0, 0), 256);
        final Resolution resolution = resolve(struct, "0:0", RelocationKind.FIELD_BYTE_OFFSET);
        assertFalse(resolution.failed());
        return resolution;
    }

    @Test
    void shouldPatchEveryInstructionThatCompilersRelocate() throws Exception {
        final Resolution offset = offset();
        final int load = Opcode.LDX | Opcode.MEM;
        assertEquals(new Instruction(load | Opcode.DW, 1, 2, 32, 0),
                patched(offset, new Instruction(load | Opcode.W, 1, 2, 4, 0)));
        final int store = Opcode.ST | Opcode.MEM;
        assertEquals(new Instruction(store | Opcode.DW, 1, 0, 32, 7),
                patched(offset, new Instruction(store | Opcode.W, 1, 0, 4, 7)));
        final int add = Opcode.ALU64 | Opcode.ADD;
        assertEquals(new Instruction(add, 1, 0, 0, 32), patched(offset, new Instruction(add, 1, 0, 0, 4)));
        final Patch wide = offset.applyTo(0, new Instruction(Opcode.LD_IMM64, 1, 0, 0, 4),
                Optional.of(new Instruction(0, 0, 0, 0, 0)));
        assertEquals(32, wide.first().wideImmediate(wide.second().orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0x61 | 8 | 0 | unexpected insn #3 (LDX/ST/STX) value: got 8, exp 4 -> 32",
        "0x71 | 4 | 0 | insn #3 (LDX/ST/STX) unexpected mem size: got 1, exp 4",
        "0x07 | 0 | 9 | unexpected insn #3 (ALU/ALU64) value: got 9, exp 4 -> 32",
        "0x0f | 0 | 4 | insn #3 (ALU/ALU64) has no immediate",
        "0x18 | 0 | 5 | unexpected insn #3 (LDIMM64) value: got 5, exp 4 -> 32",
        "0x18 | 1 | 4 | insn #3 (LDIMM64) has unexpected form",
        "0x20 | 0 | 4 | insn #3 (LDIMM64) has unexpected form",
        "0x85 | 0 | 4 | 'trying to relocate unrecognized insn #3, code:0x85, src:0x0, dst:0x0, off:0x0, imm:0x4'",
    })
    void shouldRefuseInstructionsThatNoCompilerRelocates(
            final String code, final int offset, final int imm, final String message) throws Exception {
        final Resolution resolution = offset();
        final Instruction instruction = new Instruction(Integer.decode(code), 0, 0, offset, imm);
        final CoreRelocationException e = assertThrows(CoreRelocationException.class, () -> resolution.applyTo(3,
                instruction, Optional.of(new Instruction(0, 0, 0, 0, 0))));
        assertEquals(PLACE + ": " + message, e.getMessage());
        assertEquals(Errno.EINVAL, e.errno());
    }

    @Test
    void shouldRefuseOffsetsThatDoNotFitIntoAnInstruction() throws Exception {
        final int struct = local.struct("s", 8, "n", local.integer("u32", 4, 0, 0), 32);
        target.struct("s", 1 << 20, "n", target.integer("u32", 4, 0, 0), 0x8000 * 8);
        final Resolution resolution = resolve(struct, "0:0", RelocationKind.FIELD_BYTE_OFFSET);
        final CoreRelocationException e = assertThrows(CoreRelocationException.class, () -> resolution.applyTo(3,
                new Instruction(Opcode.LDX | Opcode.MEM | Opcode.W, 0, 1, 4, 0), Optional.empty()));
        assertEquals(PLACE + ": insn #3 (LDX/ST/STX) value too big: 32768", e.getMessage());
        assertEquals(Errno.ERANGE, e.errno());
    }

    /** The second slot of ld_imm64 would mean nothing by itself. */
    @Test
    void shouldPoisonBothSlots() throws Exception {
        final int struct = local.struct("s", 8, "n", local.integer("u32", 4, 0, 0), 32);
        final Resolution resolution = resolve(struct, "0:0", RelocationKind.FIELD_BYTE_OFFSET);
        final Patch patch = resolution.applyTo(3, new Instruction(Opcode.LD_IMM64, 1, 0, 0, 4),
                Optional.of(new Instruction(0, 0, 0, 0, 0)));
        final Instruction poison = new Instruction(Opcode.JMP | Opcode.CALL, 0, 0, 0, 195_896_080);
        assertEquals(new Patch(poison, Optional.of(poison), Optional.of("<invalid CO-RE relocation>: failed to resolve "
                + "CO-RE relocation <byte_off> [2] struct s.n (0:0 @ offset 4)")), patch);
    }

    private static Instruction patched(final Resolution resolution, final Instruction instruction) throws Exception {
        final Patch patch = resolution.applyTo(0, instruction, Optional.empty());
        assertEquals(Optional.empty(), patch.poison());
        return patch.first();
    }

    @Test
    void shouldNeedNoTargetForLocalTypes() throws Exception {
        final int struct = local.struct("", 8);
        final Btf types = local.read();
        final BtfExt.CoreRelocation relocation =
                new BtfExt.CoreRelocation(0, struct, "0", RelocationKind.TYPE_ID_LOCAL.ordinal());
        assertEquals(struct, new CoreRelocator(types, Optional.empty()).resolve(PLACE, relocation).newValue());
    }
}
