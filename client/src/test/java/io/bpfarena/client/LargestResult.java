package io.bpfarena.client;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ProgramResultEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** A ProgramResult in which everything is as long as it may be. */
final class LargestResult {
    private LargestResult() {
    }

    static MessageEncoderFlyweight encode(
            final MutableDirectBuffer buffer, final MessageHeaderEncoder header, final long correlationId,
            final byte[] context) {
        final ProgramResultEncoder result = new ProgramResultEncoder().wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId).code(0).returnValue(1).durationNs(2).faultCount(3);
        final ProgramResultEncoder.ReportsEncoder reports = result.reportsCount(ControlProtocol.MAX_REPORTS);
        for (int i = 0; i < ControlProtocol.MAX_REPORTS; i++) {
            reports.next().report("r".repeat(ControlProtocol.MAX_REPORT_LENGTH));
        }
        return result.text("t".repeat(ControlProtocol.MAX_TEXT_LENGTH))
                .putContext(context, 0, context.length)
                .output("o".repeat(ControlProtocol.MAX_OUTPUT_LENGTH))
                .putPacket(new byte[ControlProtocol.MAX_PACKET_LENGTH], 0, ControlProtocol.MAX_PACKET_LENGTH);
    }
}
