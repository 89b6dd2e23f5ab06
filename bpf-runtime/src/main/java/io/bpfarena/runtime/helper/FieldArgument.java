package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.map.BpfMap;
import io.bpfarena.runtime.map.SpecialField;
import io.bpfarena.runtime.map.SpecialFields;

/**
 * A special field of a map's value that a program passed to a function by its address. What the kernel's verifier
 * refuses ends the program here (process_spin_lock, process_timer_func, process_wq_func).
 *
 * @param map     that has it.
 * @param value   native address of the value that it is in.
 * @param address native address of the field.
 */
record FieldArgument(BpfMap map, long value, long address) {
    static FieldArgument of(final CallContext context, final SpecialField field, final long address) {
        final BpfMap map = context.mapAt(address);
        if (map == null) {
            context.fail("0x%x doesn't point to a map value with 'struct %s'".formatted(address, field.label()));
            throw new IllegalStateException("a program that failed went on");
        }
        final SpecialFields layout = map.elementFields().layout();
        if (!layout.has(field)) {
            context.fail("map '%s' has no valid %s%s".formatted(map.name(), field.label(),
                    layout.problem().isEmpty() ? "" : ": " + layout.problem()));
        }
        final long value = map.elementFields().valueOf(field, address);
        if (value == 0) {
            context.fail("0x%x in map '%s' doesn't point to 'struct %s' that is at %d"
                    .formatted(address, map.name(), field.label(), layout.offsetOf(field)));
        }
        return new FieldArgument(map, value, address);
    }

    /** The same in the map that the program says it is in. */
    static FieldArgument in(
            final CallContext context, final SpecialField field, final long address, final long handle) {
        final BpfMap said = context.map(handle);
        final FieldArgument found = of(context, field, address);
        if (found.map != said) {
            context.fail("%s pointer 0x%x is in map '%s' and doesn't match map pointer: map '%s'"
                    .formatted(field.label(), address, found.map.name(), said.name()));
        }
        return found;
    }
}
