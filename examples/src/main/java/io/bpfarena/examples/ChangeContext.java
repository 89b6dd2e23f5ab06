package io.bpfarena.examples;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The context of a build or remove program, {@code struct change_ctx} of {@code example.h}: four little-endian words.
 *
 * <pre>{@code
 * ChangeContext done;
 * do {
 *     byte[] context = ChangeContext.request(100_000 - total);
 *     run("list_build", context);             // 0, or a negative error number such as -12, ENOMEM
 *     done = ChangeContext.of(context);
 *     total = done.total();
 * } while (total < 100_000);
 * }</pre>
 *
 * @param count   in: elements to add or remove; a call does 4096 at most.
 * @param changed out: elements that the call added or removed.
 * @param total   out: elements that there are now.
 * @param head    out: address where a walk starts, 0 if there is nothing.
 */
public record ChangeContext(long count, long changed, long total, long head) {
    /** Bytes. */
    public static final int LENGTH = 4 * Long.BYTES;

    /**
     * A context that asks for a change.
     *
     * @param count elements to add or remove.
     * @return {@link #LENGTH} bytes.
     */
    public static byte[] request(final long count) {
        return ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
    }

    /**
     * What a program left in its context.
     *
     * @param context {@link #LENGTH} bytes.
     * @return the same as numbers.
     */
    public static ChangeContext of(final byte[] context) {
        final ByteBuffer buffer = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
        return new ChangeContext(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }
}
