package io.bpfarena.examples;

import io.bpfarena.examples.walk.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The context of a sum program, {@code struct walk_ctx} of {@code example.h}: five little-endian words. A call does a
 * part of the walk and leaves in the context where it stands:
 *
 * <pre>{@code
 * byte[] context = new byte[WalkContext.LENGTH];
 * do {
 *     run("list_sum", context);
 * } while (!WalkContext.of(context).done());
 * Walk walk = WalkContext.of(context).walk();
 * }</pre>
 *
 * @param cursor where to go on; 0 to start, and when done.
 * @param walk   what was found so far.
 * @param done   whether that is all.
 */
public record WalkContext(long cursor, Walk walk, boolean done) {
    /** Bytes. */
    public static final int LENGTH = 5 * Long.BYTES;

    /**
     * What a program left in its context.
     *
     * @param context {@link #LENGTH} bytes.
     * @return the same as numbers.
     */
    public static WalkContext of(final byte[] context) {
        final ByteBuffer buffer = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
        return new WalkContext(
                buffer.getLong(), new Walk(buffer.getLong(), buffer.getLong(), buffer.getLong()),
                buffer.getLong() != 0);
    }
}
