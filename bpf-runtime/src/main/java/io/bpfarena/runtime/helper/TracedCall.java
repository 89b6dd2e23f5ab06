package io.bpfarena.runtime.helper;

/**
 * A call of a traced function, as far as a program sees it: its arguments, eight bytes each, and behind them what it
 * returned, where the program runs after it.
 *
 * @param address         native address of the first argument.
 * @param arguments       how many there are.
 * @param hasReturnValue whether the return value follows them.
 */
public record TracedCall(long address, int arguments, boolean hasReturnValue) {
}
