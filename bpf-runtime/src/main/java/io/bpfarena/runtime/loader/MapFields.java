package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.map.MapAttributes;
import java.util.Iterator;

/**
 * The members of a map's definition (libbpf.c, parse_btf_map_def). {@code __uint(name, 7)} is a pointer to an array of
 * seven, {@code __ulong(name, 7)} an enumeration with one constant, {@code __type(name, T)} a pointer to T.
 */
final class MapFields {
    private final Btf btf;
    private final String map;
    private final int offset;
    private final Warnings warnings;

    private int type;
    private int keySize;
    private int valueSize;
    private int maxEntries;
    private int flags;
    private int numaNode;
    private long extra;

    MapFields(final Btf btf, final String map, final int offset, final Warnings warnings) {
        this.btf = btf;
        this.map = map;
        this.offset = offset;
        this.warnings = warnings;
    }

    MapDefinition read(final BtfType.Struct definition) throws ObjectFormatException, BtfFormatException {
        for (final Iterator<BtfType.Member> members = definition.members().iterator(); members.hasNext();) {
            final BtfType.Member member = members.next();
            switch (member.name()) {
                case "type" -> type = number(member);
                case "max_entries" -> maxEntries = number(member);
                case "map_flags" -> flags = number(member);
                case "numa_node" -> numaNode = number(member);
                case "map_extra" -> extra = longNumber(member);
                case "key_size" -> keySize = size(keySize, number(member), "key");
                case "value_size" -> valueSize = size(valueSize, number(member), "value");
                case "key" -> keySize = size(keySize, typeSize(member), "key");
                case "value" -> valueSize = size(valueSize, typeSize(member), "value");
                case "values" -> {
                    if (members.hasNext()) {
                        throw wrong("'values' member should be last.");
                    }
                }
                case "pinning" -> {
                    if (number(member) != 0) {
                        warnings.add("map '%s': pinning is ignored, there is no BPF file system", map);
                    }
                }
                default -> throw member.name().isEmpty()
                        ? wrong("invalid field at bit %d: no name.".formatted(member.bitOffset()))
                        : wrong("unknown field '%s'.".formatted(member.name()));
            }
        }
        if (type == 0) {
            throw wrong("map type isn't specified.");
        }
        return new MapDefinition(map, MapDefinitionReader.SECTION, offset,
                new MapAttributes(type, keySize, valueSize, maxEntries, flags, extra, numaNode));
    }

    private int number(final BtfType.Member member) throws ObjectFormatException, BtfFormatException {
        final BtfType target = btf.type(btf.resolve(pointer(member).type()));
        if (!(target instanceof BtfType.Array array)) {
            throw wrong("attr '%s': expected ARRAY, got %s.".formatted(member.name(), kind(target)));
        }
        return array.elements();
    }

    private long longNumber(final BtfType.Member member) throws ObjectFormatException, BtfFormatException {
        final BtfType declared = btf.type(btf.resolve(member.type()));
        return switch (declared) {
            case BtfType.Pointer _ -> Integer.toUnsignedLong(number(member));
            case BtfType.Enumeration enumeration when enumeration.values().size() == 1 ->
                enumeration.values().getFirst().value();
            case BtfType.Enumeration _ -> throw wrong("attr '%s': invalid __ulong".formatted(member.name()));
            default -> throw wrong("attr '%s': expected ENUM or ENUM64, got %s."
                    .formatted(member.name(), kind(declared)));
        };
    }

    private int typeSize(final BtfType.Member member) throws ObjectFormatException, BtfFormatException {
        return (int) btf.sizeOf(pointer(member).type());
    }

    private BtfType.Pointer pointer(final BtfType.Member member) throws ObjectFormatException, BtfFormatException {
        final BtfType declared = btf.type(btf.resolve(member.type()));
        if (declared instanceof BtfType.Pointer pointer) {
            return pointer;
        }
        throw wrong("attr '%s': expected PTR, got %s.".formatted(member.name(), kind(declared)));
    }

    private int size(final int before, final int size, final String what) throws ObjectFormatException {
        if (before != 0 && before != size) {
            throw wrong("conflicting %s size %s != %s.".formatted(what, Integer.toUnsignedString(before),
                    Integer.toUnsignedString(size)));
        }
        return size;
    }

    private static String kind(final BtfType type) {
        return MapDefinitionReader.kindOf(type);
    }

    private ObjectFormatException wrong(final String message) {
        return new ObjectFormatException(MapDefinitionReader.SECTION, offset, "map '%s': %s".formatted(map, message));
    }
}
