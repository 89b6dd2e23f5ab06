package io.bpfarena.broker.control;

import io.bpfarena.client.protocol.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What a request must look like before anything of it is decoded: so long a block, so many fields of variable length,
 * each no longer than its limit, and nothing after the last. A message of this shape can be decoded without reading
 * past its end.
 *
 * <pre>
 *   header (8 bytes) | block | length (4 bytes), bytes | length, bytes | ...
 *                    ^offset                                            ^offset + length
 * </pre>
 *
 * @param name                of the message.
 * @param blockLength         bytes of its block.
 * @param correlationIdOffset of the correlation id in the block, or {@link #ABSENT}.
 * @param clientIdOffset      of the client id in the block, or {@link #ABSENT}.
 * @param fields              of variable length, in order.
 */
record RequestShape(
        String name, int blockLength, int correlationIdOffset, int clientIdOffset, List<VariableField> fields) {
    /** In the place of an offset: the message does not have the field. */
    static final int ABSENT = -1;

    /** Where nearly all requests have their correlation id. */
    static final int CORRELATION_ID_OFFSET = 0;

    /** Where nearly all requests have their client id. */
    static final int CLIENT_ID_OFFSET = 8;

    private static final int LENGTH_BYTES = 4;

    /**
     * A field of variable length.
     *
     * @param name      of the field.
     * @param maxLength bytes at most.
     */
    record VariableField(String name, int maxLength) {
    }

    /**
     * A request with correlation id and client id where nearly all have them.
     *
     * @param name        of the message.
     * @param blockLength bytes of its block.
     * @param fields      of variable length, in order.
     * @return the shape.
     */
    static RequestShape of(final String name, final int blockLength, final VariableField... fields) {
        return new RequestShape(name, blockLength, CORRELATION_ID_OFFSET, CLIENT_ID_OFFSET, List.of(fields));
    }

    /**
     * Checks a message.
     *
     * @param header of the message.
     * @param buffer of the message.
     * @param offset after the header.
     * @param length after the header.
     * @throws MalformedMessageException if it is not of this shape.
     */
    void check(final MessageHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
            throws MalformedMessageException {
        if (header.blockLength() != blockLength) {
            throw malformed("block length is %d, must be %d".formatted(header.blockLength(), blockLength));
        }
        if (length < blockLength) {
            throw malformed("ends %d bytes into its block of %d".formatted(length, blockLength));
        }
        int position = blockLength;
        for (final VariableField field : fields) {
            position = checkField(field, buffer, offset, length, position);
        }
        if (position != length) {
            throw malformed("goes on for %d bytes after its last field".formatted(length - position));
        }
    }

    private int checkField(
            final VariableField field, final DirectBuffer buffer, final int offset, final int length,
            final int position) throws MalformedMessageException {
        if (length - position < LENGTH_BYTES) {
            throw malformed("ends before the length of field %s at offset %d".formatted(field.name, position));
        }
        final long fieldLength = Integer.toUnsignedLong(buffer.getInt(offset + position, ByteOrder.LITTLE_ENDIAN));
        if (fieldLength > field.maxLength) {
            throw malformed("field %s at offset %d says it has %d bytes, at most %d are allowed"
                    .formatted(field.name, position, fieldLength, field.maxLength));
        }
        if (fieldLength > length - position - LENGTH_BYTES) {
            throw malformed("field %s at offset %d says it has %d bytes, the message has %d"
                    .formatted(field.name, position, fieldLength, length - position - LENGTH_BYTES));
        }
        return position + LENGTH_BYTES + (int) fieldLength;
    }

    private MalformedMessageException malformed(final String what) {
        return new MalformedMessageException(ProtocolViolation.MALFORMED, name + " " + what);
    }
}
