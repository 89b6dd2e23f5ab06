package io.bpfarena.fuzz;

/** An input cost more than it may. */
public final class BudgetExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetExceededException(final String message) {
        super(message);
    }
}
