package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.Opcode;
import io.bpfarena.runtime.program.FunctionDeclaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the functions that run after {@code bpf_throw}. A program names its own by a declaration tag, and nothing calls
 * it, so that the loader has to bring it along (libbpf.c, bpf_prog_assign_exc_cb):
 *
 * <pre>{@code
 *   __noinline int handler(u64 cookie) { return cookie; }
 *   SEC("syscall") __attribute__((btf_decl_tag("exception_callback:handler"))) int program(void *ctx) { ... }
 * }</pre>
 */
final class ExceptionCallbacks {
    private static final String TAG = "exception_callback:";

    private final FunctionDeclarations declarations;
    private final Map<String, List<String>> wanted = new HashMap<>();
    private final Map<String, List<Function>> subprograms = new HashMap<>();
    private boolean misplaced;

    ExceptionCallbacks(final ObjectContents contents, final FunctionDeclarations declarations) {
        this.declarations = declarations;
        contents.debug().btf().ifPresent(this::readTags);
        for (final Function function : contents.functions()) {
            if (function.isSubprogram()) {
                subprograms.computeIfAbsent(function.name(), key -> new ArrayList<>()).add(function);
            }
        }
    }

    private void readTags(final Btf btf) {
        for (int i = 1; i < btf.size(); i++) {
            if (btf.type(i) instanceof final BtfType.DeclarationTag tag && tag.component() == -1
                    && tag.name().startsWith(TAG)) {
                if (btf.type(tag.type()) instanceof final BtfType.Function function
                        && function.linkage() == BtfType.Linkage.GLOBAL) {
                    wanted.computeIfAbsent(function.name(), key -> new ArrayList<>())
                            .add(tag.name().substring(TAG.length()));
                } else {
                    misplaced = true;
                }
            }
        }
    }

    /** The callback of a program, if it names one. */
    Optional<Function> of(final ProgramDefinition program) throws LoadException {
        if (misplaced) {
            throw wrong(program, Errno.EINVAL,
                    "exception_callback:<value> decl tag not applied to the main program");
        }
        final List<String> names = wanted.getOrDefault(program.name(), List.of());
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (names.size() > 1) {
            throw wrong(program, Errno.EINVAL, "multiple exception callback tags for main subprog");
        }
        final String name = names.getFirst();
        if (name.isEmpty()) {
            throw wrong(program, Errno.EINVAL, "exception_callback:<value> decl tag contains empty value");
        }
        final List<Function> found = subprograms.getOrDefault(name, List.of());
        if (found.isEmpty()) {
            throw wrong(program, Errno.ENOENT, "cannot find exception callback '%s'".formatted(name));
        }
        // Of several of one name one is not global, since the linker takes but one that is.
        for (final Function function : found) {
            if (!function.global() || function.hidden()) {
                throw wrong(program, Errno.EINVAL,
                        "exception callback %s must be a global non-hidden function".formatted(name));
            }
        }
        if (found.size() > 1) {
            throw wrong(program, Errno.EINVAL,
                    "multiple subprogs with same name as exception callback '%s'".formatted(name));
        }
        checkPrototype(program, found.getFirst());
        return Optional.of(found.getFirst());
    }

    /** The kernel's own conditions (do_check_common for a subprogram with is_exception_cb). */
    private void checkPrototype(final ProgramDefinition program, final Function callback) throws LoadException {
        final FunctionDeclaration declaration = declarations.of(callback).orElseThrow(() -> wrong(program,
                Errno.EINVAL, "exception callback '%s' could not be found in BTF".formatted(callback.name())));
        final BtfType.Prototype prototype = declaration.prototype();
        if (prototype.parameters().size() != 1
                || !isScalar(declaration.types(), prototype.parameters().getFirst().type())) {
            throw wrong(program, Errno.EINVAL, "exception cb '%s' only supports single integer argument"
                    .formatted(callback.name()));
        }
        if (!isScalar(declaration.types(), prototype.returnType())) {
            throw wrong(program, Errno.EINVAL, "Global function %s() doesn't return scalar. Only those are supported."
                    .formatted(callback.name()));
        }
    }

    private static boolean isScalar(final Btf types, final int type) {
        try {
            final BtfType resolved = types.type(types.resolve(type));
            return resolved instanceof BtfType.Int || resolved instanceof BtfType.Enumeration;
        } catch (final BtfFormatException e) {
            // It leads nowhere, so it is no number.
            return false;
        }
    }

    /** A callback is for bpf_throw alone (check_max_stack_depth_subprog). */
    static void checkNotCalled(final LinkedCode code, final int start) throws LoadException {
        for (int slot = 0; slot < code.size(); slot++) {
            final Instruction instruction = code.get(slot);
            final boolean refers = instruction.isSubprogramCall()
                    || instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
            if (refers && slot + 1 + instruction.imm() == start) {
                throw new LoadException(Errno.EINVAL, "prog '%s': insn %d cannot call exception cb directly"
                        .formatted(code.programName(), slot));
            }
            slot += instruction.isWide() ? 1 : 0;
        }
    }

    private static LoadException wrong(final ProgramDefinition program, final Errno errno, final String message) {
        return new LoadException(errno, "prog '%s': %s".formatted(program.name(), message));
    }
}
