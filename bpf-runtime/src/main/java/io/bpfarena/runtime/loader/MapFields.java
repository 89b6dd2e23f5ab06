package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.map.MapAttributes;
import io.bpfarena.runtime.map.MapType;
import java.util.Iterator;

/**
 * The members of a map's definition (libbpf.c, parse_btf_map_def). {@code __uint(name, 7)} is a pointer to an array of
 * seven, {@code __ulong(name, 7)} an enumeration with one constant, {@code __type(name, T)} a pointer to T.
 */
final class MapFields {
    private final Btf btf;
    private final String map;
    private final int offset;
    private final boolean inner;
    private final Warnings warnings;

    private int type;
    private int keySize;
    private int valueSize;
    private int maxEntries;
    private int flags;
    private int numaNode;
    private long extra;
    private int keyType;
    private MapDefinition innerMap;
    private int valueType;
    private int valuesOffset = MapDefinition.NO_VALUES;

    MapFields(final Btf btf, final String map, final int offset, final Warnings warnings) {
        this(btf, map, offset, false, warnings);
    }

    private MapFields(
            final Btf btf, final String map, final int offset, final boolean inner, final Warnings warnings) {
        this.btf = btf;
        this.map = map;
        this.offset = offset;
        this.inner = inner;
        this.warnings = warnings;
    }

    /** Reads a definition that takes so many bytes of the section, initialised values included. */
    MapDefinition read(final BtfType.Struct definition, final int size)
            throws ObjectFormatException, BtfFormatException {
        return read(definition).withValues(valuesOffset == MapDefinition.NO_VALUES
                ? MapDefinition.NO_VALUES : offset + valuesOffset, offset + size);
    }

    private MapDefinition read(final BtfType.Struct definition) throws ObjectFormatException, BtfFormatException {
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
                case "key" -> {
                    keySize = size(keySize, typeSize(member), "key");
                    keyType = pointer(member).type();
                }
                case "value" -> {
                    valueSize = size(valueSize, typeSize(member), "value");
                    valueType = pointer(member).type();
                }
                case "values" -> {
                    if (members.hasNext()) {
                        throw wrong("'values' member should be last.");
                    }
                    readValues(member);
                }
                case "pinning" -> {
                    if (number(member) != 0 && inner) {
                        throw wrong("inner def can't be pinned.");
                    } else if (number(member) != 0) {
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
                new MapAttributes(type, keySize, valueSize, maxEntries, flags, extra, numaNode)
                        .withFields(SpecialFieldReader.ofValue(btf, valueType)), innerMap)
                .withTypes(new MapTypes(keyType, valueType));
    }

    /** {@code __array(values, T)}: an array without elements of pointers, to an inner map or to a function. */
    private void readValues(final BtfType.Member member) throws ObjectFormatException, BtfFormatException {
        final boolean programs = type == MapType.PROG_ARRAY.number();
        final String what = programs ? "prog-array value" : "map-in-map inner";
        if (inner) {
            throw wrong("multi-level inner maps not supported.");
        }
        if (!programs && type != MapType.ARRAY_OF_MAPS.number() && type != MapType.HASH_OF_MAPS.number()) {
            throw wrong("should be map-in-map or prog-array.");
        }
        if (valueSize != 0 && valueSize != Integer.BYTES) {
            throw wrong("conflicting value size %s != 4.".formatted(Integer.toUnsignedString(valueSize)));
        }
        valueSize = Integer.BYTES;
        if (!(btf.type(btf.resolve(member.type())) instanceof final BtfType.Array array) || array.elements() != 0) {
            throw wrong("%s spec is not a zero-sized array.".formatted(what));
        }
        final BtfType element = btf.type(btf.resolve(array.type()));
        if (!(element instanceof final BtfType.Pointer pointer)) {
            throw wrong("%s def is of unexpected kind %s.".formatted(what, kind(element)));
        }
        final BtfType target = btf.type(btf.resolve(pointer.type()));
        if (programs ? !(target instanceof BtfType.Prototype)
                : !(target instanceof final BtfType.Struct struct) || struct.union()) {
            throw wrong("%s def is of unexpected kind %s.".formatted(what, kind(target)));
        }
        if (target instanceof final BtfType.Struct struct) {
            innerMap = new MapFields(btf, map + ".inner", offset, true, warnings).read(struct);
        }
        valuesOffset = member.bitOffset() / Byte.SIZE;
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
