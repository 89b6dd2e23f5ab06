package io.bpfarena.client.protocol;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;

/**
 * Reads a message that somebody else wrote: tests each length before the generated decoder, which trusts them, gets to
 * see it. Worked example: a GlobalValue of 40 bytes whose value claims 1,000 is refused here with the offset and both
 * numbers, where the decoder would go on reading whatever lies behind the message in the log buffer.
 *
 * <pre>{@code
 * reader.wrap(buffer, offset, length);
 * if (reader.templateId() == GlobalValueDecoder.TEMPLATE_ID) {
 *     GlobalValueDecoder message = reader.message(new GlobalValueDecoder());
 *     byte[] value = reader.bytes(message, "value", ControlProtocol.MAX_VALUE_LENGTH);
 * }
 * }</pre>
 *
 * <p>Fixed fields can be read once {@link #message} has returned; texts, bytes and groups in the order of the schema.
 * What a newer version added behind what is known here is passed over. For one thread.
 */
public final class MessageReader {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int VAR_DATA_HEADER_LENGTH = 4;
    private static final int GROUP_HEADER_LENGTH = 4;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int start;
    private int end;

    /**
     * Takes a message and checks its header.
     *
     * @param source  that holds it.
     * @param offset  of the header in it.
     * @param length  bytes of the message with its header.
     * @throws MalformedMessageException if it is too short or of another schema or version.
     */
    public void wrap(final DirectBuffer source, final int offset, final int length) throws MalformedMessageException {
        source.boundsCheck(offset, length);
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            throw new MalformedMessageException("message is %d bytes, shorter than its header of %d"
                    .formatted(length, MessageHeaderDecoder.ENCODED_LENGTH));
        }
        buffer = source;
        start = offset;
        end = offset + length;
        header.wrap(source, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            throw new MalformedMessageException("message has schema id %d, expected %d"
                    .formatted(header.schemaId(), MessageHeaderDecoder.SCHEMA_ID));
        }
        if (header.version() < 1) {
            throw new MalformedMessageException("message has schema version 0, expected at least 1");
        }
    }

    /** {@return which message it is, as in the schema; any 16-bit number} */
    public int templateId() {
        return header.templateId();
    }

    /**
     * Points a decoder at the message; its fixed fields are then within it.
     *
     * @param decoder of the message that {@link #templateId} names.
     * @param <T>     its type.
     * @return the decoder.
     * @throws MalformedMessageException if the fixed fields are fewer than they must be, or not all there.
     */
    public <T extends MessageDecoderFlyweight> T message(final T decoder) throws MalformedMessageException {
        final int blockLength = header.blockLength();
        if (blockLength < decoder.sbeBlockLength()) {
            throw new MalformedMessageException("%s has a block of %d bytes, expected at least %d"
                    .formatted(name(decoder), blockLength, decoder.sbeBlockLength()));
        }
        final int block = start + MessageHeaderDecoder.ENCODED_LENGTH;
        require(decoder, "block", block, blockLength);
        decoder.wrap(buffer, block, blockLength, header.version());
        return decoder;
    }

    /**
     * Reads the next variable-length field as bytes.
     *
     * @param decoder   of the message.
     * @param field     its name, for the error.
     * @param maxLength bytes it may have.
     * @return a copy.
     * @throws MalformedMessageException if it is longer than allowed or than the message.
     */
    public byte[] bytes(final MessageDecoderFlyweight decoder, final String field, final int maxLength)
            throws MalformedMessageException {
        final int at = decoder.limit();
        require(decoder, field, at, VAR_DATA_HEADER_LENGTH);
        final long length = buffer.getInt(at, ORDER) & 0xFFFF_FFFFL;
        if (length > maxLength) {
            throw new MalformedMessageException("%s has %s of %d bytes at offset %d, expected at most %d"
                    .formatted(name(decoder), field, length, at - start, maxLength));
        }
        require(decoder, field, at + VAR_DATA_HEADER_LENGTH, (int) length);
        final byte[] bytes = new byte[(int) length];
        buffer.getBytes(at + VAR_DATA_HEADER_LENGTH, bytes);
        decoder.limit(at + VAR_DATA_HEADER_LENGTH + bytes.length);
        return bytes;
    }

    /**
     * Reads the next variable-length field as UTF-8; what is not UTF-8 becomes U+FFFD.
     *
     * @param decoder   of the message.
     * @param field     its name, for the error.
     * @param maxLength bytes it may have.
     * @return the text.
     * @throws MalformedMessageException if it is longer than allowed or than the message.
     */
    public String text(final MessageDecoderFlyweight decoder, final String field, final int maxLength)
            throws MalformedMessageException {
        return new String(bytes(decoder, field, maxLength), StandardCharsets.UTF_8);
    }

    /**
     * Checks the head of the next group, before the decoder's method for it is called.
     *
     * @param decoder        of the message.
     * @param field          the group's name, for the error.
     * @param minBlockLength bytes of fixed fields that an entry must have.
     * @return bytes of fixed fields that each entry has, for {@link #entry}.
     * @throws MalformedMessageException if they are fewer, or the head is not all there.
     */
    public int group(final MessageDecoderFlyweight decoder, final String field, final int minBlockLength)
            throws MalformedMessageException {
        final int at = decoder.limit();
        require(decoder, field, at, GROUP_HEADER_LENGTH);
        final int blockLength = buffer.getShort(at, ORDER) & 0xFFFF;
        if (blockLength < minBlockLength) {
            throw new MalformedMessageException("%s has %s of %d bytes each at offset %d, expected at least %d"
                    .formatted(name(decoder), field, blockLength, at - start, minBlockLength));
        }
        return blockLength;
    }

    /**
     * Checks the fixed fields of the group's next entry, before {@code next()} is called.
     *
     * @param decoder     of the message.
     * @param field       the group's name, for the error.
     * @param blockLength what {@link #group} returned.
     * @throws MalformedMessageException if they are not all there.
     */
    public void entry(final MessageDecoderFlyweight decoder, final String field, final int blockLength)
            throws MalformedMessageException {
        require(decoder, field, decoder.limit(), blockLength);
    }

    private void require(final MessageDecoderFlyweight decoder, final String field, final int at, final int length)
            throws MalformedMessageException {
        if (length > end - at) {
            throw new MalformedMessageException("%s has %s of %d bytes at offset %d, but ends at %d"
                    .formatted(name(decoder), field, length, at - start, end - start));
        }
    }

    private static String name(final MessageDecoderFlyweight decoder) {
        return decoder.getClass().getSimpleName().replace("Decoder", "");
    }
}
