package io.bpfarena.client;

/**
 * How a broker is.
 *
 * @param pid            of the broker, in its own pid namespace.
 * @param epoch          number of its run.
 * @param uptimeNs       nanoseconds since it started.
 * @param clients        attached now.
 * @param objects        loaded now.
 * @param arenas         it owns now.
 * @param pagesAllocated in all arenas now.
 * @param faultsServed   since it started.
 * @param faultP50Ns     time in the broker that half of the faults did not exceed, nanoseconds.
 * @param faultP99Ns     time in the broker that 99 of 100 faults did not exceed, nanoseconds.
 * @param directory      as the broker names it.
 * @param version        of the broker's software.
 */
public record BrokerStatus(
        long pid, long epoch, long uptimeNs, int clients, int objects, int arenas, long pagesAllocated,
        long faultsServed, long faultP50Ns, long faultP99Ns, String directory, String version) {
}
