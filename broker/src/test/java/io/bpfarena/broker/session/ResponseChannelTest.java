package io.bpfarena.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.client.protocol.ControlProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseChannelTest {
    private static final int STREAM = ControlProtocol.RESPONSE_STREAM_ID;

    @Test
    void shouldUseNothingOfTheChannelButItsSession() {
        final ResponseChannel channel =
                ResponseChannel.parse("aeron:ipc?term-length=1g|session-id=-17", STREAM);
        assertEquals(new ResponseChannel(-17, STREAM), channel);
        assertEquals("aeron:ipc?term-length=65536|session-id=-17", channel.uri(65_536));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "aeron", "aeron:", "aeron:ipc", "aeron:ipc?", "aeron:udp?endpoint=192.0.2.1:40123|session-id=1",
        "aeron-spy:aeron:ipc?session-id=1", "aeron:ipc?session-id=", "aeron:ipc?session-id=x",
        "aeron:ipc?session-id=99999999999", "aeron:ipc?session-id=tag:1", "aeron:ipc?session-id=1|linger=1d",
        "aeron:ipc?session-id=1|mtu=8k", "aeron:ipc?session-id=1|alias=x", "http://example.org/?session-id=1",
        "aeron:ipc?session-id=1|init-term-id=1|term-id=1|term-offset=0"})
    void shouldRefuseWhatIsNotAPlainIpcChannel(final String channel) {
        assertThrows(IllegalArgumentException.class, () -> ResponseChannel.parse(channel, STREAM));
    }

    @Test
    void shouldRefuseTheBrokersOwnStream() {
        assertThrows(IllegalArgumentException.class,
                () -> ResponseChannel.parse("aeron:ipc?session-id=1", ControlProtocol.CONTROL_STREAM_ID));
    }
}
