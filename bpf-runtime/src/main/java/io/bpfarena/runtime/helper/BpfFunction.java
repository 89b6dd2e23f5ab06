package io.bpfarena.runtime.helper;

/** A helper or kfunc: five argument registers in, r0 out. */
@FunctionalInterface
public interface BpfFunction {
    /**
     * Called by an engine on the thread that runs the program. Arguments come from a program and are not to be trusted:
     * whoever uses one as an address asks {@link CallContext} first. A function must return soon, since the program's
     * deadline does not end it; a RuntimeException that it throws ends the program with a fault report.
     *
     * @param context of the running program.
     * @param r1      first argument.
     * @param r2      second argument.
     * @param r3      third argument.
     * @param r4      fourth argument.
     * @param r5      fifth argument.
     * @return what r0 holds afterwards.
     */
    long call(CallContext context, long r1, long r2, long r3, long r4, long r5);
}
