package io.bpfarena.runtime.loader;

import io.bpfarena.linux.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the settings of an object their values (libbpf.c, bpf_object__resolve_externs): {@code LINUX_...} says what
 * this runtime is, {@code CONFIG_...} comes from a text in the form of a kernel's {@code .config}.
 */
final class SettingValues {
    /** KERNEL_VERSION(7, 3, 0): the kernel whose semantics this runtime has. */
    static final int KERNEL_VERSION = 7 << 16 | 3 << 8;

    private static final String CONFIG = "CONFIG_";
    private static final String VIRTUAL = "LINUX_";

    private final KernelSettings settings;
    private final Map<KernelSetting, byte[]> values = new HashMap<>();

    private SettingValues(final KernelSettings settings) {
        this.settings = settings;
    }

    /** The bytes of those settings that are not zero because nothing is known of them. */
    static Map<KernelSetting, byte[]> of(final KernelSettings settings, final Optional<String> text)
            throws LoadException {
        final SettingValues values = new SettingValues(settings);
        for (final KernelSetting setting : settings.all()) {
            if (!setting.name().startsWith(CONFIG)) {
                values.setVirtual(setting);
            }
        }
        if (settings.all().stream().anyMatch(setting -> setting.name().startsWith(CONFIG))) {
            for (final String line : text.orElse("").split("\n")) {
                values.setFrom(line);
            }
        }
        for (final KernelSetting setting : settings.all()) {
            if (!setting.weak() && !values.values.containsKey(setting)) {
                throw new LoadException(Errno.ESRCH, "extern '%s' (strong): not resolved%s".formatted(setting.name(),
                        text.isPresent() ? "" : "; no kernel configuration was given"));
            }
        }
        return values.values;
    }

    private void setVirtual(final KernelSetting setting) throws LoadException {
        switch (setting.name()) {
            case "LINUX_KERNEL_VERSION" -> values.put(setting, SettingValue.of(setting, KERNEL_VERSION));
            // There is bpf_get_attach_cookie.
            case "LINUX_HAS_BPF_COOKIE" -> values.put(setting, SettingValue.of(setting, 1));
            // There are no system calls that a program could be attached to, wrapped or not.
            case "LINUX_HAS_SYSCALL_WRAPPER" -> values.put(setting, SettingValue.of(setting, 0));
            default -> {
                if (!setting.name().startsWith(VIRTUAL) || !setting.weak()) {
                    throw new LoadException(Errno.EINVAL,
                            "extern (kcfg) '%s': unrecognized virtual extern".formatted(setting.name()));
                }
                values.put(setting, SettingValue.of(setting, 0));
            }
        }
    }

    /** Takes a line {@code CONFIG_X=value}; of several of one name the first counts (process_kconfig_line). */
    private void setFrom(final String line) throws LoadException {
        if (!line.startsWith(CONFIG)) {
            return;
        }
        final int separator = line.indexOf('=');
        if (separator < 0 || separator == line.length() - 1) {
            throw new LoadException(Errno.EINVAL, "failed to parse '%s': %s"
                    .formatted(line, separator < 0 ? "no separator" : "no value"));
        }
        final Optional<KernelSetting> setting = settings.find(line.substring(0, separator));
        if (setting.isPresent() && !values.containsKey(setting.get())) {
            values.put(setting.get(), SettingValue.of(setting.get(), line.substring(separator + 1)));
        }
    }
}
