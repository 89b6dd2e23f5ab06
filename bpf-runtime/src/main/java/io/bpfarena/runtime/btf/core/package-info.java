/**
 * CO-RE, "compile once, run everywhere": a program was compiled against one layout of somebody else's types and is to
 * run on another. The compiler records in .BTF.ext which instructions depend on a type; here they are found again in
 * the types of the target, and get what holds there (libbpf's relo_core.c).
 *
 * <pre>
 *   local    struct task { int pid; int tgid; }              the instruction   r0 = *(u32 *)(r1 + 4)
 *                                                            is recorded as    byte_off of task, 0:1 = .tgid
 *   target   struct task { long state; int pid; int tgid; }  and becomes       r0 = *(u32 *)(r1 + 12)
 * </pre>
 *
 * A local type is matched by its name without flavor, {@code task___old} being {@code task}. All candidates of the
 * target must agree. What is not found there poisons the instruction, which is an error only once it is reached: it may
 * be code that asks first. The package knows BTF and instructions, but neither objects nor maps.
 *
 * <pre>{@code
 * CoreRelocator relocator = new CoreRelocator(btf, Optional.of(Btf.read(vmlinux)));
 * Resolution resolution = relocator.resolve("prog 'dump': relo #0", relocation);
 * Patch patch = resolution.applyTo(0, Instruction.decode(code.getLong(relocation.offset())), Optional.empty());
 * System.out.println(patch.first() + " " + patch.poison());
 * }</pre>
 */
package io.bpfarena.runtime.btf.core;
