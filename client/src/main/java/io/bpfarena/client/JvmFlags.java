package io.bpfarena.client;

/**
 * The JVM options without which nothing here works. Without them Agrona fails in a static initialiser, with an error
 * that says nothing of options; so they are looked at first.
 */
final class JvmFlags {
    static final String ADD_EXPORTS = "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED";
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private JvmFlags() {
    }

    /**
     * Checks both.
     *
     * @throws MissingJvmFlagException if one is missing.
     */
    static void require() {
        final Module own = JvmFlags.class.getModule();
        if (!Object.class.getModule().isExported("jdk.internal.misc", own)) {
            throw new MissingJvmFlagException(ADD_EXPORTS, "Agrona's buffers and Aeron need it");
        }
        if (!own.isNativeAccessEnabled()) {
            throw new MissingJvmFlagException(NATIVE_ACCESS, "mapping an arena at its address needs it");
        }
    }
}
