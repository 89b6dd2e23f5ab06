package io.bpfarena.runtime.helper;

import io.bpfarena.runtime.memory.NativeMemory;

/** Addresses of the internet as the kernel's %pI4, %pi4, %pI6 and %pi6 print them (lib/vsprintf.c, ip4_string). */
final class InternetAddressText {
    private static final int IPV6_SIZE = 16;

    private InternetAddressText() {
    }

    /** Bytes of an address of family '4' or '6'. */
    static int size(final char family) {
        return family == '4' ? Integer.BYTES : IPV6_SIZE;
    }

    /**
     * Reads an address of the kernel's space; one that cannot be read is all zeros.
     *
     * @param kind   'I' with points or colons, 'i' with leading zeros and without colons.
     * @param family '4' or '6'.
     */
    static String of(final CallContext context, final long address, final char kind, final char family) {
        final int[] bytes = new int[size(family)];
        final long place = context.place(AddressSpace.KERNEL, address, bytes.length);
        for (int i = 0; i < bytes.length && place != 0; i++) {
            bytes[i] = NativeMemory.getByte(place + i) & 0xFF;
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            if (family == '4') {
                text.append(i == 0 ? "" : ".").append((kind == 'i' ? "%03d" : "%d").formatted(bytes[i]));
            } else {
                text.append(kind == 'I' && i != 0 && i % 2 == 0 ? ":" : "").append("%02x".formatted(bytes[i]));
            }
        }
        return text.toString();
    }
}
