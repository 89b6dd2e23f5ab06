package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.MapException;
import java.util.Map;
import java.util.Optional;

/** Links the instructions of one function within one program (libbpf.c, bpf_object__relocate_data and reloc_code). */
final class InstructionLinker {
    /** What {@code ld_imm64} of a kfunc gives that is there: not 0, which is all that bpf_ksym_exists asks. */
    private static final int EXISTS = 1;

    /** After the name of a weak kfunc that is not there or is declared otherwise, so that a call never finds it. */
    private static final String UNRESOLVED = "___unresolved";

    private final Environment environment;
    private final LinkedCode code;
    private final Function function;
    private final CodeSection section;
    private final int start;
    private int next;

    /**
     * What the functions of an object are linked against.
     *
     * @param code      executable sections, by number.
     * @param functions of the object.
     * @param maps      that were made for it.
     * @param kfuncs    that there are.
     * @param lines     of its source.
     * @param settings  of the kernel, that it declares.
     */
    record Environment(
            Map<Integer, CodeSection> code, FunctionIndex functions, ProgramMaps maps, FunctionTable kfuncs,
            SourceLines lines, KernelSettings settings) {
    }

    InstructionLinker(final Environment environment, final LinkedCode code, final Function function, final int start) {
        this.environment = environment;
        this.code = code;
        this.function = function;
        this.section = environment.code().get(function.section().index());
        this.start = start;
    }

    /**
     * Links instructions up to one that refers to a function which the program does not have yet.
     *
     * @return that function; null at the end.
     */
    Function linkUpToNewSubprogram() throws LoadException {
        while (next < function.slots()) {
            final Instruction instruction = code.get(start + next);
            final Relocation relocation = section.relocation(function.start() + next);
            final Function callee = refersToFunction(instruction, relocation) ? callee(instruction, relocation) : null;
            if (callee != null) {
                if (!code.starts().containsKey(callee)) {
                    return callee;
                }
                linkReference(instruction, callee);
            } else if (instruction.isWide()) {
                linkLoad(instruction, relocation);
            } else if (instruction.code() == (Opcode.JMP | Opcode.CALL)) {
                linkCall(instruction, relocation);
            } else if (relocation != null) {
                throw wrong(Errno.EINVAL, "relocation of an instruction that has none: code 0x%x"
                        .formatted(instruction.code()));
            }
            next += instruction.isWide() ? 2 : 1;
        }
        return null;
    }

    /** Links the instruction at which {@link #linkUpToNewSubprogram()} stopped; its function was appended meanwhile. */
    void linkCall() throws LoadException {
        final Instruction instruction = code.get(start + next);
        linkReference(instruction, callee(instruction, section.relocation(function.start() + next)));
        next += instruction.isWide() ? 2 : 1;
    }

    private static boolean refersToFunction(final Instruction instruction, final Relocation relocation) {
        return relocation instanceof Relocation.FunctionReference
                || relocation == null && instruction.isSubprogramCall();
    }

    private Function callee(final Instruction instruction, final Relocation relocation) throws LoadException {
        int target = function.section().index();
        long slot = (long) function.start() + next + 1 + instruction.imm();
        if (relocation instanceof Relocation.FunctionReference reference) {
            target = reference.section();
            slot = reference.offset() / Instruction.SIZE
                    + (instruction.isWide() ? instruction.imm() / Instruction.SIZE : instruction.imm() + 1L);
        }
        final int sectionIndex = target;
        final long targetSlot = slot;
        return environment.functions().startingAt(target, slot).orElseThrow(() -> wrong(Errno.EINVAL,
                "no function starts at instruction %d of section '%s'".formatted(targetSlot,
                        environment.code().containsKey(sectionIndex)
                                ? environment.code().get(sectionIndex).name() : sectionIndex)));
    }

    private void linkReference(final Instruction instruction, final Function callee) throws LoadException {
        if (instruction.isWide()) {
            checkWide();
            code.patch(start + next + 1, 0, 0);
        }
        code.patch(start + next, instruction.isWide() ? Opcode.PSEUDO_FUNC : Opcode.PSEUDO_CALL,
                code.starts().get(callee) - (start + next) - 1);
    }

    private void linkLoad(final Instruction instruction, final Relocation relocation) throws LoadException {
        checkWide();
        switch (relocation) {
            case null -> {
                if (instruction.src() != 0) {
                    throw wrong(Errno.EINVAL, "ld_imm64 with src %d, but without relocation"
                            .formatted(instruction.src()));
                }
            }
            case Relocation.MapReference reference ->
                patchLoad(Opcode.PSEUDO_MAP_FD, code.indexOf(environment.maps().map(reference.map())), 0);
            case Relocation.DataReference reference -> linkVariable(instruction, reference);
            case Relocation.ExternReference reference when reference.extern().kind() == Extern.Kind.SETTING ->
                linkSetting(reference.extern());
            case Relocation.ExternReference reference -> patchLoad(0, exists(reference.extern()) ? EXISTS : 0, 0);
            case Relocation.FunctionReference _ -> throw new IllegalStateException("linked as a reference");
        }
    }

    private void linkVariable(final Instruction instruction, final Relocation.DataReference reference)
            throws LoadException {
        final BpfMap map = environment.maps().map(reference.data());
        final long offset = environment.maps().start(reference.data()) + reference.offset() + instruction.imm();
        if (offset < 0 || offset > 0xFFFF_FFFFL) {
            throw wrong(Errno.EINVAL, "direct value offset of %d is not allowed: map '%s'"
                    .formatted(offset, map.name()));
        }
        try {
            map.directValueAddress((int) offset);
        } catch (final MapException e) {
            throw wrong(e.errno(), "direct value offset of %d is not allowed: map '%s'".formatted(offset, map.name()));
        }
        patchLoad(Opcode.PSEUDO_MAP_VALUE, code.indexOf(map), (int) offset);
    }

    /** Its place in the map of settings; libbpf does not look at what else is in the instruction either. */
    private void linkSetting(final Extern extern) throws LoadException {
        final KernelSetting setting = environment.settings().find(extern.name()).orElseThrow(() -> wrong(
                Errno.ESRCH, "extern (kcfg) '%s': not among the undefined symbols".formatted(extern.name())));
        patchLoad(Opcode.PSEUDO_MAP_VALUE, code.indexOf(environment.maps().ofSettings()), setting.offset());
    }

    private void linkCall(final Instruction instruction, final Relocation relocation) throws LoadException {
        switch (relocation) {
            case null -> {
                if (instruction.src() != Opcode.HELPER_CALL) {
                    throw wrong(Errno.EINVAL, "call with src %d, but without relocation".formatted(instruction.src()));
                }
            }
            case Relocation.ExternReference reference -> {
                final Extern extern = reference.extern();
                if (extern.kind() != Extern.Kind.FUNCTION) {
                    throw wrong(Errno.EINVAL, "call of extern '%s', which is not a function".formatted(extern.name()));
                }
                // One that is weak and missing stays in: the program asks whether it is there before it calls.
                code.patch(start + next, Opcode.PSEUDO_KFUNC_CALL, code.indexOf(
                        exists(extern) ? KfuncDeclaration.essentialName(extern.name()) : extern.name() + UNRESOLVED));
            }
            case Relocation.MapReference _, Relocation.DataReference _, Relocation.FunctionReference _ ->
                throw wrong(Errno.EINVAL, "call of something that is not a function");
        }
    }

    /** Whether an extern is there; one that is neither there nor weak is an error. */
    private boolean exists(final Extern extern) throws LoadException {
        return switch (extern.kind()) {
            case FUNCTION -> kfuncExists(extern);
            case VARIABLE -> {
                if (!extern.weak()) {
                    throw wrong(Errno.ESRCH, "extern (var ksym) '%s': not found, there is no kernel here"
                            .formatted(extern.name()));
                }
                yield false;
            }
            case SETTING -> throw wrong(Errno.EINVAL, "call of extern (kcfg) '%s', which is not a function"
                    .formatted(extern.name()));
            case UNKNOWN -> throw wrong(Errno.ESRCH,
                    "extern '%s': not found in BTF; it must be declared with __ksym".formatted(extern.name()));
        };
    }

    private boolean kfuncExists(final Extern extern) throws LoadException {
        final Optional<FunctionTable.Entry> kfunc =
                environment.kfuncs().kfunc(KfuncDeclaration.essentialName(extern.name()));
        if (kfunc.isEmpty() && !extern.weak()) {
            throw wrong(Errno.ESRCH, "extern (func ksym) '%s': not found, this runtime has no such kfunc"
                    .formatted(extern.name()));
        }
        final boolean fits = kfunc.isPresent() && extern.declaration()
                .map(declaration -> declaration.fits(kfunc.get().prototype())).orElse(true);
        if (kfunc.isPresent() && !fits && !extern.weak()) {
            throw wrong(Errno.EINVAL, "extern (func ksym) '%s': func_proto '%s' incompatible with '%s'".formatted(
                    extern.name(), extern.declaration().orElseThrow().text(), kfunc.get().prototype()));
        }
        return fits;
    }

    private void patchLoad(final int src, final int imm, final int secondImm) {
        code.patch(start + next, src, imm);
        code.patch(start + next + 1, 0, secondImm);
    }

    private void checkWide() throws LoadException {
        if (next + 1 >= function.slots()) {
            throw wrong(Errno.EINVAL, "ld_imm64 crosses the end of the function");
        }
    }

    private LoadException wrong(final Errno errno, final String message) {
        final int slot = function.start() + next;
        return new LoadException(errno, "prog '%s': insn #%d of section '%s'%s: %s".formatted(
                code.programName(), slot, section.name(), environment.lines().describe(function, slot), message));
    }
}
