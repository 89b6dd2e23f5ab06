package io.bpfarena.runtime.isa;

/**
 * Operations as text, in one of two dialects. For the same operation:
 *
 * <pre>
 *   LLVM     w1 = *(u32 *)(r2 - 0x8)              if r1 s&gt; -0x1 goto +0x5       call 0x6
 *   kernel   (61) r1 = *(u32 *)(r2 -8)            (65) if r1 s&gt; 0xffffffff goto pc+5   (85) call unknown#6
 * </pre>
 *
 * The {@link Assembler} reads both. What is {@link Operation.Unknown} reads {@code .8byte} and its number in both, so
 * that the text of any slots gives the same slots again.
 */
public sealed interface InstructionText permits LlvmText, KernelText {
    /**
     * The text of an operation.
     *
     * @param operation any.
     * @return one line, without a line end.
     */
    String of(Operation operation);

    /**
     * What LLVM's disassembler prints for cpu v4, with two additions where it prints the same for different operations:
     * {@code call pc+0x2} is a subprogram's call and {@code call kernel-function#2} a kfunc's, where it has
     * {@code call 0x2} for these and for a helper's; {@code skb[r1 + 0x4]} has a number that it leaves out.
     *
     * @return the dialect.
     */
    static InstructionText llvm() {
        return LlvmText.INSTANCE;
    }

    /**
     * What the kernel prints in verifier logs (kernel/bpf/disasm.c), for references what bpftool prints.
     *
     * @return the dialect, without names.
     */
    static InstructionText kernel() {
        return KernelText.WITHOUT_NAMES;
    }

    /**
     * The same with names of helpers, kfuncs and maps.
     *
     * @param names of what operations refer to by number.
     * @return the dialect.
     */
    static InstructionText kernel(final SymbolNames names) {
        return new KernelText(names);
    }
}
