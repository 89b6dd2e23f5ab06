package io.bpfarena.runtime.btf.core;

import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Types written byte for byte, since no compiler writes what a forger does. Each method gives the type's number. */
final class TypesInBytes {
    private static final int HEADER_SIZE = 24;

    private final List<Integer> words = new ArrayList<>();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private int types;

    TypesInBytes() {
        strings.write(0);
    }

    int integer(final String name, final int size, final int encoding, final int bitOffset) {
        return type(name, 1, 0, size, encoding << 24 | bitOffset << 16 | size * 8 - bitOffset);
    }

    int pointer(final int to) {
        return type("", 2, 0, to);
    }

    int array(final int of, final int elements) {
        return type("", 3, 0, 0, of, of, elements);
    }

    /** Members: name, type, bit offset. */
    int struct(final String name, final int size, final Object... members) {
        return composite(name, 4, size, members);
    }

    int union(final String name, final int size, final Object... members) {
        return composite(name, 5, size, members);
    }

    private int composite(final String name, final int kind, final int size, final Object... members) {
        final int[] rest = new int[members.length];
        for (int i = 0; i < members.length; i++) {
            rest[i] = members[i] instanceof final String text ? string(text) : (Integer) members[i];
        }
        return type(name, kind, members.length / 3, size, rest);
    }

    int forward(final String name, final boolean union) {
        return type(name, union ? 7 | 1 << 7 : 7, 0, 0);
    }

    int typedef(final String name, final int of) {
        return type(name, 8, 0, of);
    }

    /** Parameters by their types. */
    int prototype(final int result, final int... parameters) {
        final int[] rest = new int[parameters.length * 2];
        for (int i = 0; i < parameters.length; i++) {
            rest[2 * i + 1] = parameters[i];
        }
        return type("", 13, parameters.length, result, rest);
    }

    int floating(final String name, final int size) {
        return type(name, 16, 0, size);
    }

    private int type(final String name, final int kind, final int count, final int size, final int... rest) {
        words.add(string(name));
        words.add(kind << 24 | count);
        words.add(size);
        for (final int word : rest) {
            words.add(word);
        }
        types++;
        return types;
    }

    private int string(final String text) {
        if (text.isEmpty()) {
            return 0;
        }
        final int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return at;
    }

    Btf read() throws BtfFormatException {
        final int length = words.size() * Integer.BYTES;
        final ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE + length + strings.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER_SIZE)
                .putInt(0).putInt(length).putInt(length).putInt(strings.size());
        words.forEach(bytes::putInt);
        bytes.put(strings.toByteArray());
        return Btf.read(bytes);
    }
}
