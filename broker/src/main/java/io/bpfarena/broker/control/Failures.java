package io.bpfarena.broker.control;

import io.bpfarena.broker.session.RefusedException;
import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.map.MapException;
import java.util.concurrent.CancellationException;

/** What a client hears of something that was thrown. */
final class Failures {
    private Failures() {
    }

    /**
     * The error number.
     *
     * @param throwable any.
     * @return the number it carries, or EIO: then the broker is to blame, and its error log has more.
     */
    static Errno errno(final Throwable throwable) {
        return switch (throwable) {
            case RefusedException e -> e.errno();
            case ArenaException e -> e.errno();
            case MapException e -> e.errno();
            case CancellationException _ -> Errno.ECANCELED;
            default -> Errno.EIO;
        };
    }

    /**
     * The text.
     *
     * @param throwable any.
     * @return its message; with its type if the broker is to blame.
     */
    static String text(final Throwable throwable) {
        return isExpected(throwable) ? throwable.getMessage() : "the broker failed: " + throwable;
    }

    /**
     * Whether something is an answer rather than a failure of the broker.
     *
     * @param throwable any.
     * @return true if there is nothing to log.
     */
    static boolean isExpected(final Throwable throwable) {
        return errno(throwable) != Errno.EIO || throwable instanceof ArenaException;
    }
}
