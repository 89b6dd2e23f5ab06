package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.async.TimerCell;
import io.bpfarena.runtime.async.TimerClock;
import io.bpfarena.runtime.map.SpecialField;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The helpers on {@code struct bpf_timer} (kernel/bpf/helpers.c). */
final class TimerFunctions {
    private TimerFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(169, "bpf_timer_init",
                "long bpf_timer_init(struct bpf_timer *timer, struct bpf_map *map, u64 flags)",
                (context, timer, map, flags, r4, r5) -> init(context, timer, map, flags));
        table.helper(170, "bpf_timer_set_callback",
                "long bpf_timer_set_callback(struct bpf_timer *timer, void *callback_fn)",
                (context, timer, callback, r3, r4, r5) ->
                        with(context, timer, cell -> cell.setCallback(context.asyncCallback(callback))));
        table.helper(171, "bpf_timer_start",
                "long bpf_timer_start(struct bpf_timer *timer, u64 nsecs, u64 flags)",
                (context, timer, nanos, flags, r4, r5) ->
                        with(context, timer, cell -> cell.start(nanos, flags, context.cpu())));
        table.helper(172, "bpf_timer_cancel", "long bpf_timer_cancel(struct bpf_timer *timer)",
                (context, timer, r2, r3, r4, r5) ->
                        with(context, timer, cell -> cell.cancel(context::checkDeadline)));
        table.kfunc("bpf_timer_cancel_async", "int bpf_timer_cancel_async(struct bpf_timer *timer)",
                (context, timer, r2, r3, r4, r5) -> with(context, timer, TimerCell::cancelAsync));
    }

    private static long init(final CallContext context, final long timer, final long map, final long flags) {
        final FieldArgument field = FieldArgument.in(context, SpecialField.TIMER, timer, map);
        final Optional<TimerClock> clock = TimerClock.of(flags);
        return clock.isEmpty() ? -Errno.EINVAL.number() : field.map().elementFields().attach(
                timer, new TimerCell(field.map(), field.value(), clock.get(), context.asyncThreads()));
    }

    /** -EINVAL for a timer that was not initialised, or whose element has gone. */
    private static long with(
            final CallContext context, final long timer, final ToLongFunction<TimerCell> operation) {
        final FieldArgument field = FieldArgument.of(context, SpecialField.TIMER, timer);
        return field.map().elementFields().task(timer) instanceof final TimerCell cell
                ? operation.applyAsLong(cell) : -Errno.EINVAL.number();
    }
}
