/**
 * The instruction set: slots ({@link io.bpfarena.runtime.isa.Instruction}), what their opcode bytes are made of
 * ({@link io.bpfarena.runtime.isa.Opcode}), whether bytecode is well formed ({@link
 * io.bpfarena.runtime.isa.BytecodeValidator}), what an instruction does ({@link io.bpfarena.runtime.isa.Operation}),
 * how that reads as text ({@link io.bpfarena.runtime.isa.InstructionText}), and text read back ({@link
 * io.bpfarena.runtime.isa.Assembler}).
 *
 * <pre>{@code
 * List<Instruction> code = Assembler.assemble("r0 = 42; exit").instructions();
 * Operation operation = Operation.decodeAt(code, 0);                   // Move(BITS_64, 0, Immediate(42))
 * System.out.println(InstructionText.llvm().of(operation));            // r0 = 0x2a
 * System.out.println(InstructionText.kernel().of(operation));          // (b7) r0 = 42
 * }</pre>
 *
 * It is RFC 9669 and the few instructions that came after it. It knows no object files, no maps and no engine.
 */
package io.bpfarena.runtime.isa;
