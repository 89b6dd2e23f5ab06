package io.bpfarena.broker.cli;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.TypeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What an object is to run on, for those that ask: types for CO-RE relocations and kernel settings. */
final class TargetOptions {
    private static final int MAX_KCONFIG_LENGTH = 4 << 20;

    @Option(names = "--btf", paramLabel = "FILE",
            description = "Types that CO-RE relocations are resolved against: an object file with a section .BTF, or "
                    + "nothing but BTF, such as /sys/kernel/btf/vmlinux.")
    private Path btf;

    @Option(names = "--kconfig", paramLabel = "FILE",
            description = "Kernel configuration for what the object declares with __kconfig: lines such as "
                    + "CONFIG_HZ=1000.")
    private Path kconfig;

    /** {@return whether any of it was given} */
    boolean isGiven() {
        return btf != null || kconfig != null;
    }

    /** Gives an object what was given here. */
    void applyTo(final BpfObject object) throws CommandFailedException {
        if (btf != null) {
            try {
                object.targetBtf(TypeFile.read(read("BTF", btf, TypeFile.MAX_LENGTH)));
            } catch (final ObjectFormatException e) {
                throw new CommandFailedException("BTF %s: %s".formatted(btf, e.getMessage()), e);
            }
        }
        if (kconfig != null) {
            object.kconfig(new String(
                    read("kernel configuration", kconfig, MAX_KCONFIG_LENGTH), StandardCharsets.UTF_8));
        }
    }

    private static byte[] read(final String what, final Path path, final int limit) throws CommandFailedException {
        try {
            if (Files.size(path) > limit) {
                throw new CommandFailedException("%s %s has %d bytes; at most %d are accepted"
                        .formatted(what, path, Files.size(path), limit));
            }
            return Files.readAllBytes(path);
        } catch (final NoSuchFileException e) {
            throw new CommandFailedException("%s %s does not exist".formatted(what, path), e);
        } catch (final IOException e) {
            throw new CommandFailedException("%s %s cannot be read: %s".formatted(what, path, e.getMessage()), e);
        }
    }
}
