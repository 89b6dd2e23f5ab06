package io.bpfarena.broker.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may use the broker's files: its own user, or its group as well. */
public enum FileAccess {
    /** Directories 0700, files 0600. */
    OWNER(0700, 0600, 0600),
    /** Directories 0770, files 0660; what only the broker writes is 0640. */
    GROUP(0770, 0660, 0640);

    private final int directoryMode;
    private final int sharedMode;
    private final int publishedMode;

    FileAccess(final int directoryMode, final int sharedMode, final int publishedMode) {
        this.directoryMode = directoryMode;
        this.sharedMode = sharedMode;
        this.publishedMode = publishedMode;
    }

    /** {@return permission bits of a file that clients write too} */
    public int sharedMode() {
        return sharedMode;
    }

    /** {@return permission bits of a file that the broker writes and clients read} */
    public int publishedMode() {
        return publishedMode;
    }

    /**
     * Makes a directory, whatever the umask.
     *
     * @param directory must not exist; its parent must.
     * @throws IOException FileAlreadyExistsException, or any other failure.
     */
    public void createDirectory(final Path directory) throws IOException {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions(directoryMode)));
        applyToDirectory(directory);
    }

    /**
     * Gives a new directory its permissions, whatever the umask.
     *
     * @param directory just made by this process.
     * @throws IOException for any failure.
     */
    public void applyToDirectory(final Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, permissions(directoryMode));
    }

    /**
     * Gives a new file its permissions, whatever the umask.
     *
     * @param file just made by this process.
     * @param mode {@link #sharedMode()} or {@link #publishedMode()}.
     * @throws IOException for any failure.
     */
    public static void apply(final Path file, final int mode) throws IOException {
        Files.setPosixFilePermissions(file, permissions(mode));
    }

    /**
     * Permission bits as Java has them.
     *
     * @param mode such as 0640.
     * @return the set.
     */
    static Set<PosixFilePermission> permissions(final int mode) {
        final char[] text = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < text.length; i++) {
            if ((mode & 0400 >> i) == 0) {
                text[i] = '-';
            }
        }
        return PosixFilePermissions.fromString(new String(text));
    }
}
