package io.bpfarena.broker.program;

import io.bpfarena.linux.Errno;
import java.util.List;

/**
 * What became of a program's runs.
 *
 * @param errno       why it did not end well, or null: EFAULT if the program did what it must not, ETIMEDOUT,
 *                    ECANCELED, or EIO for a failure of the broker's.
 * @param text        of the failure; empty without one.
 * @param returnValue of the last run that ended.
 * @param durationNs  mean of the runs that ended.
 * @param faultCount  accesses to absent pages, of all runs.
 * @param reports     of the first of them.
 * @param context     as the program left it.
 * @param packet      as the last run left it; empty without one.
 * @param output      the end of what it printed.
 * @param failure     what the broker should log, or null.
 */
public record RunOutcome(
        Errno errno, String text, int returnValue, long durationNs, long faultCount, List<String> reports,
        byte[] context, byte[] packet, String output, Throwable failure) {
}
