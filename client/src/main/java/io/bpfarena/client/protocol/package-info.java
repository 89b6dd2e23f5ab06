/**
 * The control protocol: its messages, how to read them safely, and how to find a broker.
 *
 * <p>A client reads the mark file ({@link io.bpfarena.client.protocol.BrokerMark}), sends requests on the stream that
 * it names, and receives answers and events on a stream of its own; {@link io.bpfarena.client.protocol.ControlProtocol}
 * tells how, and what a message may hold. Encoders and decoders are made from the schema {@code
 * sbe/control-protocol.xml} by the build. A decoder trusts the lengths in its message, so what somebody else sent goes
 * through a {@link io.bpfarena.client.protocol.MessageReader}.
 *
 * <pre>{@code
 * BrokerMark mark = BrokerMark.read(directory);
 * if (mark.isActive(System.currentTimeMillis())) {
 *     reader.wrap(buffer, offset, length);
 *     ReplyDecoder reply = reader.message(new ReplyDecoder());
 *     String text = reader.text(reply, "text", ControlProtocol.MAX_TEXT_LENGTH);
 * }
 * }</pre>
 *
 * It knows nothing of sessions, on either side.
 */
package io.bpfarena.client.protocol;
