package io.bpfarena.runtime.conformance;

import io.bpfarena.runtime.isa.Bytecode;
import io.bpfarena.runtime.isa.Instruction;
import java.util.List;

/**
 * A program and what the instruction set says about it: one case for every engine.
 *
 * @param name        what it shows.
 * @param code        slots.
 * @param subprograms slots at which subprograms start.
 * @param environment its maps.
 * @param context     bytes of its context in hex before the run; blanks do not count.
 * @param r0          what it returns.
 * @param contextAfter bytes of its context after the run.
 * @param reports     messages of the reported accesses, in order.
 * @param exceptionCallback slot of the subprogram that runs after bpf_throw, or 0 for none.
 * @param fault       how the message of the fault that ends it starts, or empty if it exits.
 */
public record IsaCase(
        String name,
        List<Instruction> code,
        List<Integer> subprograms,
        Environment environment,
        String context,
        long r0,
        String contextAfter,
        List<String> reports,
        int exceptionCallback,
        String fault) {

    /** A program that needs nothing; 0 is expected until {@link #returning} says otherwise. */
    @SafeVarargs
    public static IsaCase of(final String name, final List<Instruction>... parts) {
        return new IsaCase(
                name, Bytecode.program(parts), List.of(0), Environment.NONE, "", 0, "", List.of(), 0, "");
    }

    public IsaCase withSubprogramsAt(final Integer... starts) {
        return new IsaCase(name, code, List.of(starts), environment, context, r0, contextAfter, reports,
                exceptionCallback, fault);
    }

    public IsaCase with(final Environment maps) {
        return new IsaCase(name, code, subprograms, maps, context, r0, contextAfter, reports,
                exceptionCallback, fault);
    }

    /** The context before, which is also expected after unless {@link #leaving} says otherwise. */
    public IsaCase onContext(final String bytes) {
        return new IsaCase(name, code, subprograms, environment, bytes, r0, bytes, reports,
                exceptionCallback, fault);
    }

    public IsaCase leaving(final String bytes) {
        return new IsaCase(name, code, subprograms, environment, context, r0, bytes, reports,
                exceptionCallback, fault);
    }

    public IsaCase returning(final long value) {
        return new IsaCase(name, code, subprograms, environment, context, value, contextAfter, reports,
                exceptionCallback, fault);
    }

    public IsaCase reporting(final String... messages) {
        return new IsaCase(
                name, code, subprograms, environment, context, r0, contextAfter, List.of(messages), exceptionCallback, fault);
    }

    public IsaCase faulting(final String message) {
        return new IsaCase(name, code, subprograms, environment, context, r0, contextAfter, reports,
                exceptionCallback, message);
    }

    public IsaCase withExceptionCallbackAt(final int slot) {
        return new IsaCase(name, code, subprograms, environment, context, r0, contextAfter, reports, slot, fault);
    }

    @Override
    public String toString() {
        return name;
    }
}
