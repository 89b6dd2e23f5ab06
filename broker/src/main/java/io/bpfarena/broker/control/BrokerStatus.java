package io.bpfarena.broker.control;

/**
 * What Status answers.
 *
 * @param pid            of the broker.
 * @param epoch          number of its run.
 * @param uptimeNs       since it started.
 * @param clients        attached now.
 * @param objects        hosted now.
 * @param arenas         hosted now.
 * @param pagesAllocated in all arenas, now.
 * @param faultsServed   pages that were resolved for clients, ever.
 * @param faultP50Ns     median time from a FaultIn's reading to its answer.
 * @param faultP99Ns     99th percentile of it.
 * @param directory      of the broker.
 * @param version        of the project.
 */
record BrokerStatus(
        long pid, long epoch, long uptimeNs, int clients, int objects, int arenas, long pagesAllocated,
        long faultsServed, long faultP50Ns, long faultP99Ns, String directory, String version) {
}
