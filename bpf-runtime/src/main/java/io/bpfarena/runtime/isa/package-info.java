/**
 * The instruction set: slots ({@link io.bpfarena.runtime.isa.Instruction}), what their opcode bytes are made of
 * ({@link io.bpfarena.runtime.isa.Opcode}), whether bytecode is well formed ({@link
 * io.bpfarena.runtime.isa.BytecodeValidator}), and how an instruction reads as text ({@link
 * io.bpfarena.runtime.isa.InstructionText}).
 *
 * <pre>{@code
 * Instruction instruction = Instruction.decode(0x2A_0000_0000_00B7L);   // code 0xb7, dst 0, imm 42
 * String text = InstructionText.of(instruction);                       // "r0 = 0x2a"
 * }</pre>
 *
 * It is RFC 9669 and the few instructions that came after it. It knows no object files, no maps and no engine.
 */
package io.bpfarena.runtime.isa;
