package io.bpfarena.runtime.program;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfType;
import java.util.List;

/**
 * What BTF says of a function of the object. The tags are those that the verifier reads (btf_prepare_func_args):
 *
 * <pre>
 *   int sum(struct node *list __arg_arena)     parameter 0 has the declaration tag "arg:arena"
 *   int sum(struct node __arena *list)         its type is a pointer to what has the type tag "arena"  (Linux 7.3)
 *   __exception_cb(handler) int main(...)      the function has the declaration tag "exception_callback:handler"
 * </pre>
 *
 * @param types         of the object.
 * @param type          number of the {@link BtfType.Function} among them.
 * @param linkage       of the function; that of a hidden global one is static, as libbpf tells the verifier.
 * @param tags          declaration tags of the function, in the order of their types.
 * @param parameterTags declaration tags of each parameter.
 */
public record FunctionDeclaration(
        Btf types, int type, BtfType.Linkage linkage, List<String> tags, List<List<String>> parameterTags) {
    /** What the tags of parameters begin with that the verifier reads. */
    public static final String PARAMETER_TAG = "arg:";

    private static final String ARENA = "arena";
    private static final int FOLLOWED = 32;

    /** Copies the lists. */
    public FunctionDeclaration {
        tags = List.copyOf(tags);
        parameterTags = parameterTags.stream().map(List::copyOf).toList();
    }

    /** {@return what it takes and gives} */
    public BtfType.Prototype prototype() {
        return (BtfType.Prototype) types.type(((BtfType.Function) types.type(type)).type());
    }

    /**
     * Whether an argument is a pointer to the arena: by {@code __arg_arena}, or by the type tag {@code arena} of what
     * it points to.
     *
     * @param parameter its number, from 0.
     * @return true for either.
     */
    public boolean takesArenaPointer(final int parameter) {
        return parameterTags.get(parameter).contains(PARAMETER_TAG + ARENA)
                || pointsToArena(prototype().parameters().get(parameter).type());
    }

    private boolean pointsToArena(final int parameter) {
        int current = parameter;
        // What goes in a circle is no pointer to anything.
        for (int followed = 0; followed < FOLLOWED && types.type(current) instanceof final BtfType.Modifier modifier;
                followed++) {
            current = modifier.type();
        }
        if (!(types.type(current) instanceof final BtfType.Pointer pointer)) {
            return false;
        }
        current = pointer.type();
        for (int followed = 0; followed < FOLLOWED && types.type(current) instanceof final BtfType.Modifier modifier;
                followed++) {
            if (modifier instanceof BtfType.TypeTag && modifier.name().equals(ARENA)) {
                return true;
            }
            current = modifier.type();
        }
        return false;
    }
}
