package io.bpfarena.runtime.btf;

import java.util.Locale;
import java.util.stream.Stream;

/** Types in the raw text form of bpftool (tools/bpf/bpftool/btf.c, dump_btf_type). */
final class BtfDump {
    private BtfDump() {
    }

    /** The line of a type, and those of its parts. */
    static Stream<String> of(final Btf btf, final int number) {
        final BtfType type = btf.type(number);
        return Stream.concat(
                Stream.of("[%d] %s '%s'%s".formatted(number, kind(type), named(type.name()), rest(type))),
                parts(btf, type).map(part -> "\t" + part));
    }

    private static String kind(final BtfType type) {
        return switch (type) {
            case BtfType.Void _ -> "UNKNOWN";
            case BtfType.Int _ -> "INT";
            case BtfType.Pointer _ -> "PTR";
            case BtfType.Array _ -> "ARRAY";
            case BtfType.Struct struct -> struct.union() ? "UNION" : "STRUCT";
            case BtfType.Enumeration enumeration -> enumeration.wide() ? "ENUM64" : "ENUM";
            case BtfType.Forward _ -> "FWD";
            case BtfType.Typedef _ -> "TYPEDEF";
            case BtfType.Qualifier qualifier -> qualifier.kind().name();
            case BtfType.Function _ -> "FUNC";
            case BtfType.Prototype _ -> "FUNC_PROTO";
            case BtfType.Variable _ -> "VAR";
            case BtfType.DataSection _ -> "DATASEC";
            case BtfType.FloatingPoint _ -> "FLOAT";
            case BtfType.DeclarationTag _ -> "DECL_TAG";
            case BtfType.TypeTag _ -> "TYPE_TAG";
        };
    }

    private static String rest(final BtfType type) {
        return switch (type) {
            case BtfType.Void _ -> "";
            case BtfType.Int number -> " size=%d bits_offset=%d nr_bits=%d encoding=%s".formatted(
                    number.size(), number.bitOffset(), number.bits(), encoding(number.encoding()));
            case BtfType.Pointer pointer -> " type_id=" + pointer.type();
            case BtfType.Array array -> " type_id=%d index_type_id=%d nr_elems=%s".formatted(
                    array.type(), array.indexType(), Integer.toUnsignedString(array.elements()));
            case BtfType.Struct struct -> " size=%d vlen=%d".formatted(struct.size(), struct.members().size());
            case BtfType.Enumeration enumeration -> " encoding=%s size=%d vlen=%d".formatted(
                    enumeration.signed() ? "SIGNED" : "UNSIGNED", enumeration.size(), enumeration.values().size());
            case BtfType.Forward forward -> " fwd_kind=" + (forward.union() ? "union" : "struct");
            case BtfType.Function function -> " type_id=%d linkage=%s".formatted(
                    function.type(), lower(function.linkage()));
            case BtfType.Prototype prototype -> " ret_type_id=%d vlen=%d".formatted(
                    prototype.returnType(), prototype.parameters().size());
            case BtfType.Variable variable -> " type_id=%d, linkage=%s".formatted(
                    variable.type(), lower(variable.linkage()));
            case BtfType.DataSection section -> " size=%d vlen=%d".formatted(
                    section.size(), section.variables().size());
            case BtfType.FloatingPoint number -> " size=" + number.size();
            case BtfType.DeclarationTag tag -> " type_id=%d component_idx=%d".formatted(tag.type(), tag.component());
            case BtfType.Modifier modifier -> " type_id=" + modifier.type();
        };
    }

    private static Stream<String> parts(final Btf btf, final BtfType type) {
        return switch (type) {
            case BtfType.Struct struct -> struct.members().stream().map(member ->
                    "'%s' type_id=%d bits_offset=%d%s".formatted(named(member.name()), member.type(),
                            member.bitOffset(),
                            member.bitfieldSize() == 0 ? "" : " bitfield_size=" + member.bitfieldSize()));
            case BtfType.Enumeration enumeration -> enumeration.values().stream().map(value ->
                    "'%s' val=%s%s".formatted(value.name(), enumeration.signed()
                            ? Long.toString(value.value()) : Long.toUnsignedString(value.value()),
                            enumeration.wide() ? enumeration.signed() ? "LL" : "ULL" : ""));
            case BtfType.Prototype prototype -> prototype.parameters().stream().map(parameter ->
                    "'%s' type_id=%d".formatted(named(parameter.name()), parameter.type()));
            case BtfType.DataSection section -> section.variables().stream().map(variable ->
                    "type_id=%d offset=%d size=%d (%s '%s')".formatted(variable.type(), variable.offset(),
                            variable.size(), kind(btf.type(variable.type())), btf.type(variable.type()).name()));
            default -> Stream.empty();
        };
    }

    private static String named(final String name) {
        return name.isEmpty() ? "(anon)" : name;
    }

    private static String lower(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String encoding(final int encoding) {
        return switch (encoding) {
            case 0 -> "(none)";
            case BtfType.Int.SIGNED -> "SIGNED";
            case BtfType.Int.CHAR -> "CHAR";
            case BtfType.Int.BOOL -> "BOOL";
            default -> "UNKN";
        };
    }
}
