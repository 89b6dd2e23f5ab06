package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.async.WorkCell;
import io.bpfarena.runtime.map.SpecialField;
import java.util.function.ToLongFunction;

/** The kfuncs on {@code struct bpf_wq} (kernel/bpf/helpers.c). */
final class WorkFunctions {
    private WorkFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_wq_init", "int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags)",
                (context, work, map, flags, r4, r5) -> init(context, work, map, flags));
        table.kfunc("bpf_wq_set_callback_impl", "int bpf_wq_set_callback_impl(struct bpf_wq *wq, "
                + "int (callback_fn)(void *map, int *key, void *value), unsigned int flags, void *aux__prog)",
                (context, work, callback, flags, r4, r5) -> setCallback(context, work, callback, flags));
        // Since 7.0 the verifier, not the program, passes what the fourth argument was.
        table.kfunc("bpf_wq_set_callback", "int bpf_wq_set_callback(struct bpf_wq *wq, "
                + "int (callback_fn)(void *map, int *key, void *value), unsigned int flags)",
                (context, work, callback, flags, r4, r5) -> setCallback(context, work, callback, flags));
        table.kfunc("bpf_wq_start", "int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)",
                (context, work, flags, r3, r4, r5) ->
                        with(context, work, cell -> cell.start((int) flags, context.cpu())));
    }

    private static long init(final CallContext context, final long work, final long map, final long flags) {
        final FieldArgument field = FieldArgument.in(context, SpecialField.WORKQUEUE, work, map);
        return (int) flags != 0 ? -Errno.EINVAL.number() : field.map().elementFields().attach(
                work, new WorkCell(field.map(), field.value(), context.asyncThreads()));
    }

    private static long setCallback(
            final CallContext context, final long work, final long callback, final long flags) {
        return with(context, work, cell -> (int) flags != 0
                ? -Errno.EINVAL.number() : cell.setCallback(context.asyncCallback(callback)));
    }

    /** -EINVAL for a work that was not initialised, or whose element has gone. */
    private static long with(
            final CallContext context, final long work, final ToLongFunction<WorkCell> operation) {
        final FieldArgument field = FieldArgument.of(context, SpecialField.WORKQUEUE, work);
        return field.map().elementFields().task(work) instanceof final WorkCell cell
                ? operation.applyAsLong(cell) : -Errno.EINVAL.number();
    }
}
