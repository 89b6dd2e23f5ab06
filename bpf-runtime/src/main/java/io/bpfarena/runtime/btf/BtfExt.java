package io.bpfarena.runtime.btf;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * What ties BTF to instructions: where functions start, which source line an instruction comes from, and which
 * instructions depend on the layout of somebody else's types (CO-RE). Each by ELF section, in the order of the file;
 * offsets are bytes from the start of that section.
 *
 * @param functions       by section.
 * @param lines           by section.
 * @param coreRelocations by section.
 */
public record BtfExt(
        Map<String, List<FunctionInfo>> functions,
        Map<String, List<LineInfo>> lines,
        Map<String, List<CoreRelocation>> coreRelocations) {
    /** Name of the ELF section. */
    public static final String SECTION = ".BTF.ext";

    /**
     * Reads a .BTF.ext section.
     *
     * @param section its bytes, from 0 to the limit; not kept.
     * @param btf     the types and strings it refers to.
     * @return its contents.
     * @throws BtfFormatException for whatever is wrong with it.
     */
    public static BtfExt read(final ByteBuffer section, final Btf btf) throws BtfFormatException {
        return new BtfExtReader(section, btf).read();
    }

    /**
     * A function starts here.
     *
     * @param offset bytes from the start of the section.
     * @param type   number of a {@link BtfType.Function}.
     */
    public record FunctionInfo(int offset, int type) {
    }

    /**
     * A source line starts here.
     *
     * @param offset bytes from the start of the section.
     * @param file   as the compiler recorded it.
     * @param text   of the line; cut if it is very long.
     * @param line   from 1.
     * @param column from 1, 0 if unknown.
     */
    public record LineInfo(int offset, String file, String text, int line, int column) {
    }

    /**
     * An instruction depends on a type ({@code struct bpf_core_relo}).
     *
     * @param offset bytes from the start of the section.
     * @param type   number of the type.
     * @param access which member, such as {@code 0:1:2}.
     * @param kind   number in {@code enum bpf_core_relo_kind}.
     */
    public record CoreRelocation(int offset, int type, String access, int kind) {
    }
}
