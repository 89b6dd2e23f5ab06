package io.bpfarena.runtime.program;

/** The program types, {@code enum bpf_prog_type} of the kernel's uapi bpf.h, that this runtime runs. */
public enum ProgramType {
    /** Context: any bytes that the caller gives; {@code r1} is their address (BPF_PROG_TYPE_SYSCALL). */
    SYSCALL(31, "syscall");

    private final int number;
    private final String label;

    ProgramType(final int number, final String label) {
        this.number = number;
        this.label = label;
    }

    /** {@return the number in {@code enum bpf_prog_type}} */
    public int number() {
        return number;
    }

    /** {@return the name bpftool uses} */
    public String label() {
        return label;
    }
}
