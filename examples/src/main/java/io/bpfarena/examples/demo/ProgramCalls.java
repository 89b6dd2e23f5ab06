package io.bpfarena.examples.demo;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.ProgramRun;
import io.bpfarena.client.RunOptions;

/** Has the broker run a program of the examples, all of which return 0 or a negative error number. */
final class ProgramCalls {
    private ProgramCalls() {
    }

    /**
     * Runs a program.
     *
     * @return its context as it left it.
     * @throws DemoException if it returned an error, or touched a page that is not there.
     */
    static byte[] run(final ArenaClient client, final String object, final String program, final byte[] context)
            throws DemoException {
        final ProgramRun run = client.run(object, program, context, RunOptions.DEFAULT).requireSuccess();
        if (run.returnValue() != 0) {
            throw new DemoException("%s returned %d".formatted(program, run.returnValue()));
        }
        if (run.faultCount() != 0) {
            throw new DemoException("%s: %d faults, the first: %s".formatted(
                    program, run.faultCount(), run.faultReports().getFirst()));
        }
        return run.context();
    }
}
