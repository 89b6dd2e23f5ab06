package io.bpfarena.broker.control;

import io.aeron.Aeron;
import io.bpfarena.broker.program.ProgramWorkers;
import io.bpfarena.runtime.BpfRuntime;
import java.util.function.LongConsumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * What the control agent is made from.
 *
 * @param aeron          with a conductor to be invoked; the agent's from its start on.
 * @param controlChannel where requests come from.
 * @param controlStream  where requests come from.
 * @param runtime        that objects are loaded into.
 * @param workers        that run programs.
 * @param identity       of the broker.
 * @param limits         for clients.
 * @param errorHandler   hears of what is nobody's answer.
 * @param nanoClock      for everything that is measured.
 * @param epochClock     for signs of life.
 * @param signOfLife     takes milliseconds since 1970.
 */
public record ControlContext(
        Aeron aeron, String controlChannel, int controlStream, BpfRuntime runtime, ProgramWorkers workers,
        BrokerIdentity identity, ControlLimits limits, ErrorHandler errorHandler, NanoClock nanoClock,
        EpochClock epochClock, LongConsumer signOfLife) {
}
