/**
 * BTF, the type information of BPF objects and kernels (Documentation/bpf/btf.rst), and BTF.ext, which ties it to
 * instructions. A reader that stands alone: it needs nothing but the bytes of the two sections.
 *
 * <pre>{@code
 * Btf btf = Btf.read(section);                                  // little-endian bytes of .BTF
 * int node = btf.find("node", BtfType.Struct.class).orElseThrow();
 * System.out.println(btf.describe(node) + " " + btf.sizeOf(node));             // struct node 16
 * BtfExt ext = BtfExt.read(extSection, btf);
 * System.out.println(ext.lines().get("syscall").getFirst().text());
 * }</pre>
 *
 * The bytes are not trusted: what is wrong with them is a {@link io.bpfarena.runtime.btf.BtfFormatException} with an
 * offset, cycles end, and names and counts are limited. The package knows no ELF and no programs.
 */
package io.bpfarena.runtime.btf;
