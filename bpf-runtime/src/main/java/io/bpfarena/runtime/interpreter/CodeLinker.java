package io.bpfarena.runtime.interpreter;

import io.bpfarena.runtime.arena.ArenaMap;
import io.bpfarena.runtime.helper.BpfFunction;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.BytecodeValidator;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.InvalidInstructionException;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.isa.Operation;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapException;
import io.bpfarena.runtime.map.MapFlags;
import io.bpfarena.runtime.map.ProgramArrayMap;
import io.bpfarena.runtime.memory.MemoryRegion;
import io.bpfarena.runtime.memory.RegionTable;
import io.bpfarena.runtime.program.LinkedProgram;
import io.bpfarena.runtime.program.ProgramRejectedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts values in the place of references, once, before a program runs. What it changes, as the kernel does in
 * do_misc_fixups:
 *
 * <ul>
 * <li>{@code ld_imm64} of a map, a map's value or a subprogram becomes one of a number: handle, address, handle;</li>
 * <li>the immediate of a call of a helper or kfunc becomes an index into the functions that the program uses;</li>
 * <li>{@code addr_space_cast(r, 0, 1)} becomes a 32-bit move, and so does the one to a user pointer in an arena with
 * BPF_F_NO_USER_CONV; otherwise the latter's immediate becomes the upper half of user_vm_start.</li>
 * </ul>
 */
final class CodeLinker {
    /** Number of bpf_tail_call, which is an instruction rather than a function: it does not return. */
    private static final int TAIL_CALL = 12;
    private static final int MOVE_32 = Opcode.ALU | Opcode.MOV | Opcode.X;

    private final LinkedProgram program;
    private final FunctionTable table;
    private final List<Instruction> instructions;
    private final List<FunctionTable.Entry> functions = new ArrayList<>();
    private final ArenaMap arena;

    private CodeLinker(final LinkedProgram program, final FunctionTable table) throws ProgramRejectedException {
        this.program = program;
        this.table = table;
        this.instructions = program.instructions();
        this.arena = onlyArena();
    }

    static LinkedCode link(final LinkedProgram program, final FunctionTable table) throws ProgramRejectedException {
        final List<Integer> starts = program.subprograms().stream().map(LinkedProgram.Subprogram::start).toList();
        try {
            BytecodeValidator.validate(program.instructions(), starts);
        } catch (final InvalidInstructionException e) {
            throw new ProgramRejectedException(program.name(), e.slot(), e.what());
        }
        return new CodeLinker(program, table).link(starts);
    }

    private LinkedCode link(final List<Integer> subprograms) throws ProgramRejectedException {
        checkProgramArrays();
        final long[] code = new long[instructions.size()];
        for (int slot = 0; slot < code.length; slot++) {
            final Instruction instruction = instructions.get(slot);
            code[slot] = linked(slot, instruction).encode();
            if (instruction.isWide()) {
                final long value = wideValue(slot, instruction);
                code[slot] = new Instruction(instruction.code(), instruction.dst(), 0, 0, (int) value).encode();
                slot++;
                code[slot] = new Instruction(0, 0, 0, 0, (int) (value >>> 32)).encode();
            }
        }
        final boolean[] starts = new boolean[code.length];
        subprograms.forEach(start -> starts[start] = true);
        return new LinkedCode(program, code, functions.toArray(FunctionTable.Entry[]::new),
                functions.stream().map(FunctionTable.Entry::callable).toArray(BpfFunction[]::new), starts, regions(),
                arena == null ? null : new ArenaAccess(arena));
    }

    private Instruction linked(final int slot, final Instruction instruction) throws ProgramRejectedException {
        if (program.poisoned().containsKey(slot)) {
            return callOf(failing(instruction.imm(), program.poisoned().get(slot)));
        }
        if (instruction.isHelperCall()) {
            final FunctionTable.Entry helper = helper(slot, instruction.imm());
            return helper.number() == TAIL_CALL ? tailCall() : callOf(helper);
        }
        if (instruction.isKfuncCall()) {
            return callOf(kfunc(slot, instruction.imm()));
        }
        if (instruction.isAddressSpaceCast()) {
            return cast(slot, instruction);
        }
        if (instruction.isPacketLoad() && !program.type().hasPacketLoads()) {
            throw rejected(slot, "%s: BPF_LD_[ABS|IND] instructions not allowed for this program type"
                    .formatted(InstructionText.kernel().of(Operation.decodeAt(instructions, slot))));
        }
        return instruction;
    }

    private static Instruction tailCall() {
        return new Instruction(Opcode.JMP | Opcode.CALL, 0, Machine.TAIL_CALL, 0, 0);
    }

    private Instruction callOf(final FunctionTable.Entry function) {
        functions.add(function);
        return new Instruction(Opcode.JMP | Opcode.CALL, 0, Opcode.HELPER_CALL, 0, functions.size() - 1);
    }

    /** What must not be reached ends the program when it is. */
    private static FunctionTable.Entry failing(final int number, final String why) {
        return FunctionTable.builder().helper(number, "unknown", "void unknown(void)",
                (context, r1, r2, r3, r4, r5) -> {
                    context.fail(why);
                    return 0;
                }).build().helper(number).orElseThrow();
    }

    private FunctionTable.Entry helper(final int slot, final int number) throws ProgramRejectedException {
        final FunctionTable.Entry helper = table.helper(number).orElseThrow(() -> rejected(slot,
                table.helperName(number).map(name ->
                        "program of this type cannot use helper %s#%d: this runtime does not have it"
                                .formatted(name, number))
                        .orElse("invalid func unknown#%d: there is no helper of that number".formatted(number))));
        if (!program.type().mayCall(number)) {
            throw rejected(slot, "program of this type cannot use helper %s#%d: type %s"
                    .formatted(helper.name(), number, program.type().label()));
        }
        return helper;
    }

    private FunctionTable.Entry kfunc(final int slot, final int index) throws ProgramRejectedException {
        if (index < 0 || index >= program.kfuncs().size()) {
            throw rejected(slot, "call of kfunc number %d of %d".formatted(index, program.kfuncs().size()));
        }
        final String name = program.kfuncs().get(index);
        return table.kfunc(name).orElseThrow(() -> rejected(slot,
                "calling kernel function %s is not allowed: this runtime has none of that name".formatted(name)));
    }

    private Instruction cast(final int slot, final Instruction instruction) throws ProgramRejectedException {
        if (arena == null) {
            throw rejected(slot, "addr_space_cast insn can only be used in a program that has an associated arena");
        }
        final boolean keepsUpperHalf = instruction.imm() == Opcode.CAST_TO_USER
                && (arena.flags() & MapFlags.NO_USER_CONV) == 0;
        return keepsUpperHalf
                ? new Instruction(instruction.code(), instruction.dst(), instruction.src(), instruction.offset(),
                        (int) (arena.userVmStart() >>> 32))
                : new Instruction(MOVE_32, instruction.dst(), instruction.src(), 0, 0);
    }

    private long wideValue(final int slot, final Instruction instruction) throws ProgramRejectedException {
        final Instruction second = instructions.get(slot + 1);
        return switch (instruction.src()) {
            case Opcode.PSEUDO_MAP_FD -> {
                map(slot, instruction.imm());
                yield Handle.ofMap(instruction.imm());
            }
            case Opcode.PSEUDO_MAP_VALUE -> {
                try {
                    yield map(slot, instruction.imm()).directValueAddress(second.imm());
                } catch (final MapException e) {
                    throw rejected(slot, e.getMessage());
                }
            }
            case Opcode.PSEUDO_FUNC -> Handle.ofFunction(slot + 1 + instruction.imm());
            default -> instruction.wideImmediate(second);
        };
    }

    private BpfMap map(final int slot, final int index) throws ProgramRejectedException {
        if (index < 0 || index >= program.maps().size()) {
            throw rejected(slot, "map number %d of %d".formatted(index, program.maps().size()));
        }
        return program.maps().get(index);
    }

    private ArenaMap onlyArena() throws ProgramRejectedException {
        final List<ArenaMap> arenas = program.maps().stream()
                .filter(ArenaMap.class::isInstance).map(ArenaMap.class::cast).distinct().toList();
        if (arenas.size() > 1) {
            throw rejected(-1, "Only one arena per program: %s and %s"
                    .formatted(arenas.get(0).name(), arenas.get(1).name()));
        }
        final ArenaMap only = arenas.isEmpty() ? null : arenas.getFirst();
        if (only != null && only.userVmStart() == 0) {
            throw rejected(-1, "arena's user address must be set via map_extra or mmap()");
        }
        return only;
    }

    /** kernel/bpf/core.c, bpf_check_tail_call: a program may only refer to arrays of programs of its own type. */
    private void checkProgramArrays() throws ProgramRejectedException {
        for (final BpfMap map : program.maps()) {
            if (map instanceof final ProgramArrayMap array && !array.admit(program.type().number())) {
                throw rejected(-1, "map '%s' is for programs of another type than %s"
                        .formatted(map.name(), program.type().label()));
            }
        }
    }

    private RegionTable regions() {
        final List<MemoryRegion> regions = new ArrayList<>();
        program.maps().stream().distinct().forEach(map -> regions.addAll(map.regions()));
        return new RegionTable(regions);
    }

    private ProgramRejectedException rejected(final int slot, final String reason) {
        return new ProgramRejectedException(program.name(), slot, reason);
    }
}
