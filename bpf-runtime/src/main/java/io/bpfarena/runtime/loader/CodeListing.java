package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.isa.Instruction;
import io.bpfarena.runtime.isa.InstructionText;
import io.bpfarena.runtime.isa.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The code of an object as {@code llvm-objdump -d --no-show-raw-insn} lists it, before any relocation:
 *
 * <pre>
 * Disassembly of section syscall:
 *
 * 0000000000000000 &lt;count&gt;:                       a symbol, at its byte
 *        0:	r2 = *(u64 *)(r1 + 0x0)                 slots are numbered through the section
 *        1:	if r2 == 0x0 goto +0x1 &lt;count+0x18&gt;   where a jump goes, by the symbol before it
 * </pre>
 */
final class CodeListing {
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, TreeMap<Long, String>> symbols = new HashMap<>();

    private CodeListing(final ElfObject elf) {
        for (final ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() != ElfSymbol.STT_SECTION && !symbol.name().isEmpty() && symbol.value() >= 0) {
                // Of several at one place the last in the order of their names stands for it.
                symbols.computeIfAbsent(symbol.section(), section -> new TreeMap<>())
                        .merge(symbol.value(), symbol.name(), (a, b) -> a.compareTo(b) < 0 ? b : a);
            }
        }
    }

    static String of(final ElfObject elf) {
        final CodeListing listing = new CodeListing(elf);
        for (final ElfSection section : elf.sections()) {
            if (section.isExecutable() && section.type() == ElfSection.SHT_PROGBITS && section.size() > 0) {
                listing.add(section);
            }
        }
        return listing.text.toString();
    }

    private void add(final ElfSection section) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append("Disassembly of section ").append(section.name()).append(":\n");
        final TreeMap<Long, String> names = symbols.computeIfAbsent(section.index(), index -> new TreeMap<>());
        names.putIfAbsent(0L, section.name());
        int slot = 0;
        for (final Operation operation : Operation.decodeAll(slots(section))) {
            final long address = (long) slot * Instruction.SIZE;
            if (names.containsKey(address)) {
                text.append("\n%016x <%s>:\n".formatted(address, names.get(address)));
            }
            text.append("%8d:\t%s".formatted(slot, InstructionText.llvm().of(operation)));
            final int after = slot + 1;
            offset(operation).ifPresent(offset -> text.append(place(names, (after + offset) * Instruction.SIZE)));
            text.append('\n');
            slot += operation.slots();
        }
    }

    /** Bytes at the end that are no whole slot are left out; the loader refuses such a section. */
    private static List<Instruction> slots(final ElfSection section) {
        final ByteBuffer data = section.data();
        final List<Instruction> slots = new ArrayList<>(data.limit() / Instruction.SIZE);
        while (data.remaining() >= Instruction.SIZE) {
            slots.add(Instruction.decode(data.getLong()));
        }
        return slots;
    }

    private static OptionalLong offset(final Operation operation) {
        return switch (operation) {
            case Operation.Goto it -> OptionalLong.of(it.offset());
            case Operation.GotoLong it -> OptionalLong.of(it.offset());
            case Operation.MayGoto it -> OptionalLong.of(it.offset());
            case Operation.Branch it -> OptionalLong.of(it.offset());
            default -> OptionalLong.empty();
        };
    }

    /** The symbol before a place; for one before the section, which as an unsigned number is past its end, the last. */
    private static String place(final TreeMap<Long, String> names, final long address) {
        final Map.Entry<Long, String> symbol = address < 0 ? names.lastEntry() : names.floorEntry(address);
        final long beyond = address - symbol.getKey();
        return beyond == 0 ? " <%s>".formatted(symbol.getValue()) : " <%s+0x%x>".formatted(symbol.getValue(), beyond);
    }
}
