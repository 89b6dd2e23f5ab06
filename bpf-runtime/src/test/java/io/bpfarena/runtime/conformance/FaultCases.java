package io.bpfarena.runtime.conformance;

import static io.bpfarena.runtime.conformance.Environment.*;
import static io.bpfarena.runtime.isa.Bytecode.*;
import static io.bpfarena.runtime.isa.Opcode.*;

import io.bpfarena.runtime.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Accesses that end a program that nobody verified. */
final class FaultCases {
    private final List<IsaCase> cases = new ArrayList<>();

    static List<IsaCase> all() {
        final FaultCases faults = new FaultCases();
        faults.regionEnds();
        faults.readOnly();
        faults.stack();
        faults.wildPointers();
        faults.handles();
        faults.functionArguments();
        return faults.cases;
    }

    private void regionEnds() {
        fault("a byte past a map's value",
                program(mapValue(1, 0, 0), load(B, 0, 1, 64)), "invalid read of 1 byte at 0x");
        fault("the last byte of a load past a map's value",
                program(mapValue(1, 0, 0), load(DW, 0, 1, 57)), "invalid read of 8 bytes at 0x");
        fault("the last byte of a store past a map's value",
                program(mapValue(1, 0, 0), storeImm(W, 1, 61, 0)), "invalid write of 4 bytes at 0x");
        fault("a byte before a map's value",
                program(mapValue(1, 0, 0), load(B, 0, 1, -1)), "invalid read of 1 byte at 0x");
        fault("a load over the start of a map's value",
                program(mapValue(1, 0, 0), load(H, 0, 1, -1)), "invalid read of 2 bytes at 0x");
        fault("an atomic past a map's value",
                program(mapValue(1, 0, 0), atomic(DW, ADD, 1, 60, 1)), "invalid write of 8 bytes at 0x");
        fault("a load_acquire past a map's value",
                program(mapValue(1, 0, 0), atomic(H, LOAD_ACQ, 0, 63, 1)), "invalid read of 2 bytes at 0x");
        cases.add(IsaCase.of("a byte past the context", load(B, 0, 1, 4), exit())
                .onContext("01 02 03 04").faulting("invalid read of 1 byte at 0x"));
        cases.add(IsaCase.of("a load over the end of the context", load(W, 0, 1, 1), exit())
                .onContext("01 02 03 04").faulting("invalid read of 4 bytes at 0x"));
        cases.add(IsaCase.of("a store before the context",
                storeImm(B, 1, 0, 9), storeImm(B, 1, -1, 9), exit())
                .onContext("01 02 03 04").leaving("09 02 03 04").faulting("invalid write of 1 byte at 0x"));
        cases.add(IsaCase.of("a context that was not given", load(B, 0, 1, 0), exit())
                .faulting("invalid read of 1 byte at 0x0 (NULL, or close to it)"));
    }

    private void readOnly() {
        fault("a store into a read-only map",
                program(mapValue(1, 1, 0), storeImm(W, 1, 12, 1)), "invalid write of 4 bytes at 0x");
        fault("a store into a read-only map after a load",
                program(mapValue(1, 1, 0), load(W, 0, 1, 12), store(W, 1, 12, 0)), "invalid write of 4 bytes at 0x");
        fault("an atomic in a read-only map",
                program(mapValue(1, 1, 0), mov(2, 0), atomic(W, OR, 1, 0, 2)), "invalid write of 4 bytes at 0x");
        fault("a store_release into a read-only map",
                program(mapValue(1, 1, 0), atomic(B, STORE_REL, 1, 0, 1)), "invalid write of 1 byte at 0x");
    }

    private void stack() {
        fault("below the stack", storeImm(B, 10, -513, 1), "invalid write of 1 byte at 0x");
        fault("a store over the lower end of the stack", storeImm(DW, 10, -516, 1), "invalid write of 8 bytes at 0x");
        fault("above the stack", load(B, 0, 10, 0), "invalid read of 1 byte at 0x");
        fault("a load over the upper end of the stack", load(DW, 0, 10, -4), "invalid read of 8 bytes at 0x");
        cases.add(IsaCase.of("the frame of a subprogram that returned",
                call(2), load(DW, 0, 0, -8), exit(), storeImm(DW, 10, -8, 1), movReg(0, 10), exit())
                .withSubprogramsAt(0, 3).faulting("invalid read of 8 bytes at 0x"));
        cases.add(IsaCase.of("above the frame of a subprogram",
                call(1), exit(), load(DW, 0, 10, 0), exit())
                .withSubprogramsAt(0, 2).faulting("invalid read of 8 bytes at 0x"));
        cases.add(IsaCase.of("below the caller's frame",
                movReg(1, 10), call(1), exit(), load(DW, 0, 1, -520), exit())
                .withSubprogramsAt(0, 3).faulting("invalid read of 8 bytes at 0x"));
    }

    private void wildPointers() {
        wild("NULL", 0, NONE);
        wild("a register that was never set", program(load(DW, 0, 5, 0)), MAPS);
        wild("a small number", 42, MAPS);
        wild("a negative number", -42, MAPS);
        wild("a number of 32 bits without an arena", 0x1234_5678L, MAPS);
        wild("a number of bytes that are all alike", 0x4141_4141_4141_4141L, ARENA);
        wild("a number in the kernel's half", 0xFFFF_8880_0000_0000L, ARENA);
        wild("the largest number", 0x7FFF_FFFF_FFFF_FFFFL, ARENA);
        wild("the smallest number", 0x8000_0000_0000_0000L, ARENA);
        wild("just above what arena arithmetic gives", 0x2_0000_0000L, ARENA);
        wild("just below what arena arithmetic gives", 0xFFFF_FFFE_FFFF_FFFFL, ARENA);
        cases.add(IsaCase.of("a user pointer that was not cast",
                mapValue(1, 2, 0x1000), load(DW, 0, 1, 0), exit()).with(ARENA)
                .faulting("invalid read of 8 bytes at 0x300000001000 "
                        + "(a user pointer to the arena, not cast by addr_space_cast(r, 0, 1))"));
    }

    private void handles() {
        fault("a map itself", program(map(1, 0), load(DW, 0, 1, 0)), "invalid read of 8 bytes at 0x4d617000000000 ");
        fault("a store into a map itself", program(map(1, 0), storeImm(B, 1, 0, 0)), "invalid write of 1 byte at 0x");
        cases.add(IsaCase.of("a subprogram as memory",
                function(1, 3), load(DW, 0, 1, 0), exit(), exit(), exit())
                .withSubprogramsAt(0, 4).faulting("invalid read of 8 bytes at 0x46756e00000004 (a subprogram)"));
        fault("a map that was counted up", program(
                storeImm(W, 10, -4, 0), movReg(2, 10), aluImm(ADD, 2, -4), map(1, 0), aluImm(ADD, 1, 7), helper(1)),
                "argument 0x4d617000000007 is no map");
        fault("a map with other bits above it", program(
                storeImm(W, 10, -4, 0), movReg(2, 10), aluImm(ADD, 2, -4), map(1, 0), wide(3, 1L << 31),
                alu(OR, 1, 3), helper(1)), "argument 0x4d617080000000 is no map");
    }

    private void functionArguments() {
        fault("a key that is NULL", program(map(1, 0), mov(2, 0), helper(1)),
                "key of bpf_map_lookup_elem: invalid read of 4 bytes at 0x0 (NULL");
        fault("a key over the end of the stack",
                program(map(1, 0), movReg(2, 10), aluImm(ADD, 2, -3), helper(1)),
                "key of bpf_map_lookup_elem: invalid read of 4 bytes at 0x");
        fault("a value over the end of a map's value", program(
                map(1, 0), storeImm(W, 10, -4, 0), movReg(2, 10), aluImm(ADD, 2, -4), mapValue(3, 0, 1), mov(4, 0),
                helper(2)), "value of bpf_map_update_elem: invalid read of 64 bytes at 0x");
        cases.add(IsaCase.of("a key in the arena",
                map(1, 0), mapValue(2, 2, 0x1000), castToArena(2, 2), helper(1), exit()).with(ARENA)
                .faulting("key of bpf_map_lookup_elem: invalid read of 4 bytes at 0x1000 (an arena address"));
    }

    private void wild(final String name, final long address, final Environment environment) {
        wild(name, program(wide(1, address), load(DW, 0, 1, 0)), environment);
    }

    private void wild(final String name, final List<Instruction> code, final Environment environment) {
        cases.add(IsaCase.of("no memory is at " + name, code, exit())
                .with(environment).faulting("invalid read of 8 bytes at 0x"));
    }

    private void fault(final String name, final List<Instruction> code, final String message) {
        cases.add(IsaCase.of("fault: " + name, code, exit()).with(MAPS).faulting(message));
    }
}
