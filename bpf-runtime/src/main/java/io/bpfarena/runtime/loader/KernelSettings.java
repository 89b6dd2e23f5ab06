package io.bpfarena.runtime.loader;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import io.bpfarena.runtime.btf.BtfType;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSymbol;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the kernel's that an object declares, laid out as libbpf does it in the map {@code .kconfig}: the
 * strictest alignment first, then the largest, then by name (libbpf.c, bpf_object__collect_externs).
 */
final class KernelSettings {
    /** Name of the section and of its map. */
    static final String SECTION = ".kconfig";

    private static final String TRISTATE = "libbpf_tristate";
    private static final int MAX_NUMBER = 8;

    private final Map<String, KernelSetting> settings = new LinkedHashMap<>();
    private final int size;

    private KernelSettings(final List<KernelSetting> declared) throws ObjectFormatException {
        long offset = 0;
        for (final KernelSetting setting : declared.stream()
                .sorted(Comparator.comparingInt(KernelSetting::align).reversed()
                        .thenComparing(Comparator.comparingInt(KernelSetting::size).reversed())
                        .thenComparing(KernelSetting::name)).toList()) {
            offset = offset + setting.align() - 1 & -(long) setting.align();
            if (offset + setting.size() > Integer.MAX_VALUE) {
                throw wrong("extern (kcfg) '%s': all settings together are larger than 2 GiB"
                        .formatted(setting.name()));
            }
            settings.put(setting.name(), setting.at((int) offset));
            offset += setting.size();
        }
        size = (int) offset;
    }

    static KernelSettings read(final ElfObject elf, final Optional<Btf> types) throws ObjectFormatException {
        final Map<String, BtfType> declared = new HashMap<>();
        types.ifPresent(btf -> {
            for (int i = 1; i < btf.size(); i++) {
                if (btf.type(i) instanceof final BtfType.DataSection section && section.name().equals(SECTION)) {
                    section.variables().stream().map(place -> btf.type(place.type()))
                            .forEach(type -> declared.putIfAbsent(type.name(), type));
                }
            }
        });
        final List<KernelSetting> settings = new ArrayList<>();
        for (final ElfSymbol symbol : elf.symbols()) {
            // Each name counts once, even if a forger has many symbols of it.
            final BtfType type = symbol.isUndefined() ? declared.remove(symbol.name()) : null;
            if (type instanceof final BtfType.Variable variable) {
                settings.add(setting(types.orElseThrow(), symbol, variable));
            } else if (type != null) {
                throw wrong("extern function %s is unsupported under %s section".formatted(symbol.name(), SECTION));
            }
        }
        return new KernelSettings(settings);
    }

    private static KernelSetting setting(final Btf types, final ElfSymbol symbol, final BtfType.Variable variable)
            throws ObjectFormatException {
        try {
            final long bytes = types.sizeOf(variable.type());
            if (bytes <= 0 || bytes > Integer.MAX_VALUE) {
                throw wrong("failed to resolve size of extern (kcfg) '%s': %d".formatted(symbol.name(), bytes));
            }
            final KernelSetting.Kind kind = kind(types, variable.type());
            if (kind == null) {
                throw wrong("extern (kcfg) '%s': type is unsupported".formatted(symbol.name()));
            }
            final BtfType type = types.type(types.resolve(variable.type()));
            final boolean number = type instanceof BtfType.Int || type instanceof BtfType.Enumeration;
            return new KernelSetting(symbol.name(), symbol.binding() == ElfSymbol.STB_WEAK, kind, (int) bytes,
                    number ? (int) bytes : 1,
                    type instanceof final BtfType.Int its && (its.encoding() & BtfType.Int.SIGNED) != 0, 0);
        } catch (final BtfFormatException e) {
            throw DebugSections.wrong(e);
        }
    }

    /** What a type can hold; null if nothing that a setting is (find_kcfg_type). */
    private static KernelSetting.Kind kind(final Btf types, final int number) throws BtfFormatException {
        return switch (types.type(types.resolve(number))) {
            case BtfType.Int type when (type.encoding() & BtfType.Int.BOOL) != 0 ->
                type.size() == 1 ? KernelSetting.Kind.BOOL : null;
            case BtfType.Int type when type.size() == 1 -> KernelSetting.Kind.CHAR;
            case BtfType.Int type -> type.size() <= MAX_NUMBER && Integer.bitCount(type.size()) == 1
                    ? KernelSetting.Kind.INT : null;
            case BtfType.Enumeration type -> type.name().equals(TRISTATE) && type.size() == Integer.BYTES
                    ? KernelSetting.Kind.TRISTATE : null;
            case BtfType.Array array -> array.elements() != 0 && isCharacter(types, array.type())
                    ? KernelSetting.Kind.CHAR_ARRAY : null;
            default -> null;
        };
    }

    private static boolean isCharacter(final Btf types, final int number) throws BtfFormatException {
        return types.type(types.resolve(number)) instanceof final BtfType.Int type && type.size() == 1
                && (type.encoding() & BtfType.Int.BOOL) == 0;
    }

    /** In the order of their places. */
    List<KernelSetting> all() {
        return List.copyOf(settings.values());
    }

    Optional<KernelSetting> find(final String name) {
        return Optional.ofNullable(settings.get(name));
    }

    boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Bytes in the map's value. */
    int size() {
        return size;
    }

    private static ObjectFormatException wrong(final String message) {
        return new ObjectFormatException(SECTION, message);
    }
}
