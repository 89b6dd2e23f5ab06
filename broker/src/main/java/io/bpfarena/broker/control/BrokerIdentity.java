package io.bpfarena.broker.control;

/**
 * What a broker says of itself.
 *
 * @param pid               in its own pid namespace.
 * @param epoch             number of its run; each run has a higher one.
 * @param startNs           when it started, in the agent's nanoseconds.
 * @param directory         that it owns.
 * @param version           of the project.
 * @param livenessTimeoutNs after which a silent client counts as gone.
 */
public record BrokerIdentity(
        long pid, long epoch, long startNs, String directory, String version, long livenessTimeoutNs) {
}
