/** The few system calls of Linux that bpf-arena needs, through the foreign function API. */
module io.bpfarena.linux {
    exports io.bpfarena.linux;
}
