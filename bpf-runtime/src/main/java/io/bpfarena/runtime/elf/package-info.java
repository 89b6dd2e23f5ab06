/**
 * The object file: a small immutable view of a relocatable 64-bit little-endian ELF file for BPF, decoded by the jelf
 * library behind checks of our own. The bytes come from somebody we do not trust: every offset, size, index and count
 * is compared with the file before it is used, and every failure, unchecked exceptions of the library included, is an
 * {@link io.bpfarena.runtime.elf.ObjectFormatException} with section and offset.
 *
 * <pre>{@code
 * ElfObject object = ElfObject.read(bytes);
 * ElfSection code = object.section("syscall").orElseThrow();
 * for (ElfRelocation relocation : object.relocations(code)) {
 *     ElfSymbol symbol = object.symbols().get(relocation.symbol());
 *     System.out.println(relocation.offset() + " " + symbol.name());
 * }
 * }</pre>
 *
 * It knows what an ELF file is, and that this one is for BPF; what its sections mean is the loader's business.
 */
package io.bpfarena.runtime.elf;
