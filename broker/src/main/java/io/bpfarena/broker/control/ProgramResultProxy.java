package io.bpfarena.broker.control;

import io.bpfarena.broker.program.RunOutcome;
import io.bpfarena.broker.session.ClientSession;
import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.client.protocol.MessageHeaderEncoder;
import io.bpfarena.client.protocol.ProgramResultEncoder;
import org.agrona.MutableDirectBuffer;

/** Encodes and sends what became of a program's runs. The agent's thread alone. */
final class ProgramResultProxy {
    private final MutableDirectBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ProgramResultEncoder encoder = new ProgramResultEncoder();

    /** @param buffer of at least {@link ControlProtocol#MAX_MESSAGE_LENGTH} bytes; others may use it in between. */
    ProgramResultProxy(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    void result(final ClientSession session, final long correlationId, final RunOutcome outcome) {
        final int reports = Math.min(outcome.reports().size(), ControlProtocol.MAX_REPORTS);
        encoder.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId)
                .code(outcome.errno() == null ? 0 : outcome.errno().number())
                .returnValue(outcome.returnValue())
                .durationNs(outcome.durationNs())
                .faultCount(outcome.faultCount());
        final ProgramResultEncoder.ReportsEncoder group = encoder.reportsCount(reports);
        for (int i = 0; i < reports; i++) {
            final byte[] report = WireText.encode(outcome.reports().get(i), ControlProtocol.MAX_REPORT_LENGTH);
            group.next().putReport(report, 0, report.length);
        }
        final byte[] text = WireText.encode(outcome.text(), ControlProtocol.MAX_TEXT_LENGTH);
        final byte[] output = WireText.encode(outcome.output(), ControlProtocol.MAX_OUTPUT_LENGTH);
        encoder.putText(text, 0, text.length)
                .putContext(outcome.context(), 0, outcome.context().length)
                .putOutput(output, 0, output.length)
                .putPacket(outcome.packet(), 0, outcome.packet().length);
        session.outlet().send(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }
}
