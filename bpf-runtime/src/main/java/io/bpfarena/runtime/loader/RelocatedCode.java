package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.btf.core.CoreRelocationException;
import io.bpfarena.runtime.btf.core.CoreRelocator;
import io.bpfarena.runtime.btf.core.Patch;
import io.bpfarena.runtime.isa.Instruction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The code of an object after its CO-RE relocations (libbpf.c, bpf_object__relocate_core): those of all subprograms and
 * of the programs that will be loaded, in the order of the file.
 */
final class RelocatedCode {
    private static final String TARGET_NEEDED =
            "; give the types of the target, such as those in /sys/kernel/btf/vmlinux";

    private final Map<Integer, CodeSection> code;
    private final FunctionIndex functions;
    private final SourceLines lines;
    private final Set<Function> leftOut = new HashSet<>();
    private final Map<Integer, Map<Integer, Instruction>> changed = new HashMap<>();
    private final Map<Integer, Map<Integer, String>> poisoned = new HashMap<>();

    private RelocatedCode(final ObjectContents contents, final FunctionIndex functions) {
        this.code = contents.code();
        this.functions = functions;
        this.lines = new SourceLines(contents.debug().ext());
        contents.programs().stream().filter(program -> !program.autoload())
                .map(ProgramDefinition::function).forEach(leftOut::add);
    }

    static RelocatedCode of(
            final ObjectContents contents, final FunctionIndex functions, final Optional<Btf> target)
            throws LoadException {
        final RelocatedCode relocated = new RelocatedCode(contents, functions);
        final Map<String, List<BtfExt.CoreRelocation>> relocations = contents.debug().ext().coreRelocations();
        if (!relocations.isEmpty()) {
            final CoreRelocator relocator = new CoreRelocator(contents.debug().btf().orElseThrow(), target);
            for (final Map.Entry<String, List<BtfExt.CoreRelocation>> section : relocations.entrySet()) {
                relocated.relocate(section.getKey(), section.getValue(), relocator);
            }
        }
        return relocated;
    }

    private void relocate(
            final String name, final List<BtfExt.CoreRelocation> relocations, final CoreRelocator relocator)
            throws LoadException {
        final Optional<CodeSection> section = code.values().stream()
                .filter(candidate -> candidate.name().equals(name))
                .min((one, other) -> Integer.compare(one.index(), other.index()));
        for (int i = 0; section.isPresent() && i < relocations.size(); i++) {
            final int slot = relocations.get(i).offset() / Instruction.SIZE;
            final Optional<Function> function = functions.containing(section.get().index(), slot);
            // One of no function belonged to a weak function that another took the place of when objects were linked.
            if (function.isPresent() && !leftOut.contains(function.get())) {
                relocate(function.get(), slot, i, relocations.get(i), relocator);
            }
        }
    }

    private void relocate(
            final Function function, final int slot, final int number, final BtfExt.CoreRelocation relocation,
            final CoreRelocator relocator) throws LoadException {
        final int section = function.section().index();
        try {
            final Patch patch = relocator.resolve("prog '%s': relo #%d".formatted(function.name(), number), relocation)
                    .applyTo(slot - function.start(), instruction(section, slot), slot + 1 < function.end()
                            ? Optional.of(instruction(section, slot + 1)) : Optional.empty());
            final Map<Integer, Instruction> ofSection = changed.computeIfAbsent(section, key -> new HashMap<>());
            ofSection.put(slot, patch.first());
            patch.second().ifPresent(second -> ofSection.put(slot + 1, second));
            patch.poison().ifPresent(why -> {
                final Map<Integer, String> reasons = poisoned.computeIfAbsent(section, key -> new HashMap<>());
                reasons.put(slot, why);
                patch.second().ifPresent(second -> reasons.put(slot + 1, why));
            });
        } catch (final CoreRelocationException e) {
            throw new LoadException(e.errno(), "%s; at insn #%d of section '%s'%s%s".formatted(e.getMessage(), slot,
                    function.section().name(), lines.describe(function, slot),
                    e.errno() == Errno.ESRCH ? TARGET_NEEDED : ""));
        }
    }

    /** The instruction of a slot, as it is now. */
    Instruction instruction(final int section, final int slot) {
        final Instruction now = changed.getOrDefault(section, Map.of()).get(slot);
        return now == null ? code.get(section).instruction(slot) : now;
    }

    /** Why the instruction of a slot must not be reached; null if it may be. */
    String poison(final int section, final int slot) {
        return poisoned.getOrDefault(section, Map.of()).get(slot);
    }
}
