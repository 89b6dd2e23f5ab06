package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfExt;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfRelocation;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * The type information of an object. The compiler leaves the places of variables and instructions to relocations:
 * where R_BPF_64_ABS32 and R_BPF_64_NODYLD32 say so the symbol's value is added to what is there.
 *
 * @param btf types, empty if the object has none.
 * @param ext empty lists if the object has none.
 */
record DebugSections(Optional<Btf> btf, BtfExt ext) {
    private static final BtfExt NO_EXT = new BtfExt(Map.of(), Map.of(), Map.of());

    static DebugSections read(final ElfObject elf) throws ObjectFormatException {
        final Optional<ElfSection> types = elf.section(Btf.SECTION);
        if (types.isEmpty()) {
            return new DebugSections(Optional.empty(), NO_EXT);
        }
        try {
            final Btf btf = Btf.read(relocated(elf, types.get()));
            final Optional<ElfSection> ext = elf.section(BtfExt.SECTION);
            return new DebugSections(Optional.of(btf),
                    ext.isEmpty() ? NO_EXT : BtfExt.read(relocated(elf, ext.get()), btf));
        } catch (final BtfFormatException e) {
            throw wrong(e);
        }
    }

    static ObjectFormatException wrong(final BtfFormatException e) {
        final ObjectFormatException wrong = new ObjectFormatException(e.section(), e.offset(), e.getMessage());
        wrong.initCause(e);
        return wrong;
    }

    private static ByteBuffer relocated(final ElfObject elf, final ElfSection section) throws ObjectFormatException {
        final ByteBuffer data = ByteBuffer.allocate(section.data().limit()).order(ByteOrder.LITTLE_ENDIAN);
        data.put(0, section.data(), 0, data.limit());
        for (final ElfRelocation relocation : elf.relocations(section)) {
            if (relocation.type() != ElfRelocation.R_BPF_64_ABS32
                    && relocation.type() != ElfRelocation.R_BPF_64_NODYLD32) {
                throw new ObjectFormatException(section.name(), relocation.offset(),
                        "relocation of type %d has no meaning here".formatted(relocation.type()));
            }
            if (relocation.offset() > data.limit() - Integer.BYTES) {
                throw new ObjectFormatException(section.name(), relocation.offset(),
                        "relocation crosses the end of the section: size=%d".formatted(data.limit()));
            }
            final ElfSymbol symbol = elf.symbols().get(relocation.symbol());
            final int at = (int) relocation.offset();
            data.putInt(at, data.getInt(at) + (int) symbol.value() + (int) relocation.addend());
        }
        return data;
    }
}
