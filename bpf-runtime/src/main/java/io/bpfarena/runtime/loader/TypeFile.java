package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSection;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.nio.ByteBuffer;

/** Reads types from a file, as libbpf's btf__parse does: an ELF object with a section .BTF, or nothing but BTF. */
public final class TypeFile {
    /** Bytes that such a file may have at most. */
    public static final int MAX_LENGTH = 16 << 20;

    private static final int ELF_MAGIC = 0x7f454c46;

    private TypeFile() {
    }

    /**
     * Reads types.
     *
     * @param file its bytes; not kept.
     * @return the types.
     * @throws ObjectFormatException for whatever is wrong with it.
     */
    public static Btf read(final byte[] file) throws ObjectFormatException {
        final ByteBuffer bytes = ByteBuffer.wrap(file);
        try {
            if (file.length < Integer.BYTES || bytes.getInt(0) != ELF_MAGIC) {
                return Btf.read(bytes);
            }
            final ElfObject object = ElfObject.read(file);
            final ElfSection section = object.section(Btf.SECTION).orElseThrow(() -> new ObjectFormatException(
                    Btf.SECTION, "the object has no such section; compile with -g"));
            return Btf.read(section.data());
        } catch (final BtfFormatException e) {
            throw DebugSections.wrong(e);
        }
    }
}
