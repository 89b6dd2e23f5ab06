package io.bpfarena.broker.cli;

import io.bpfarena.client.ClientMap;
import io.bpfarena.client.MapDescription;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.btf.BtfFormatException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Entries of a map as bpftool prints them (tools/bpf/bpftool/map.c): bytes in hex, or what they are where the types are
 * known.
 *
 * <pre>
 * key: 01 00 00 00  value: 05 00 00 00 00 00 00 00
 * </pre>
 */
final class MapText {
    private final ClientMap map;
    private final MapDescription description;
    private final PrintWriter out;
    private final boolean json;
    private final Btf btf;

    private MapText(final ClientMap map, final PrintWriter out, final boolean json, final Btf btf) {
        this.map = map;
        this.description = map.description();
        this.out = out;
        this.json = json;
        this.btf = btf;
    }

    /**
     * Gets the types, if they are known.
     *
     * @throws CommandFailedException if they cannot be read.
     */
    static MapText of(final ClientMap map, final PrintWriter out, final boolean json) throws CommandFailedException {
        if (map.description().valueType() == 0) {
            return new MapText(map, out, json, null);
        }
        try {
            return new MapText(map, out, json, Btf.read(ByteBuffer.wrap(map.btf())));
        } catch (final BtfFormatException e) {
            throw new CommandFailedException("map %s: %s".formatted(map.description().name(), e.getMessage()), e);
        }
    }

    /** Whether entries are objects, to be put into an array. */
    boolean isStructured() {
        return json || btf != null;
    }

    /** One entry, alone. */
    void printEntry(final byte[] key, final byte[] value) throws CommandFailedException {
        if (isStructured()) {
            final JsonLayout layout = new JsonLayout(out);
            writeEntry(layout, key, value);
            layout.finish();
        } else {
            printPlain(key, value);
        }
        out.flush();
    }

    /** One entry as an object. */
    void writeEntry(final JsonLayout layout, final byte[] key, final byte[] value) throws CommandFailedException {
        if (!json) {
            writeTyped(layout, key, value);
            return;
        }
        layout.beginObject().name("key");
        writeHex(layout, key);
        if (description.isPerCpu()) {
            layout.name("values").beginArray();
            final List<byte[]> values = map.perCpu(value);
            for (int cpu = 0; cpu < values.size(); cpu++) {
                layout.beginObject().name("cpu").raw(Integer.toString(cpu)).name("value");
                writeHex(layout, values.get(cpu));
                layout.endObject();
            }
            layout.endArray();
        } else if (holdsMaps()) {
            layout.name("inner_map_id").raw(innerMap(value));
        } else {
            layout.name("value");
            writeHex(layout, value);
        }
        if (btf != null) {
            layout.name("formatted");
            writeTyped(layout, key, value);
        }
        layout.endObject();
    }

    private void writeTyped(final JsonLayout layout, final byte[] key, final byte[] value)
            throws CommandFailedException {
        final TypedValue typed = new TypedValue(btf, layout, json);
        try {
            layout.beginObject();
            if (description.keyType() != 0) {
                layout.name("key");
                typed.write(type(description.keyType()), key);
            }
            if (description.isPerCpu()) {
                layout.name("values").beginArray();
                final List<byte[]> values = map.perCpu(value);
                for (int cpu = 0; cpu < values.size(); cpu++) {
                    layout.beginObject().name("cpu").raw(Integer.toString(cpu)).name("value");
                    typed.write(type(description.valueType()), values.get(cpu));
                    layout.endObject();
                }
                layout.endArray();
            } else {
                layout.name("value");
                typed.write(type(description.valueType()), value);
            }
            layout.endObject();
        } catch (final BtfFormatException e) {
            throw new CommandFailedException("map %s: %s".formatted(description.name(), e.getMessage()), e);
        }
    }

    private int type(final int number) throws BtfFormatException {
        if (number >= btf.size()) {
            throw new BtfFormatException(Btf.SECTION, -1, "there is no type %d".formatted(number));
        }
        return number;
    }

    private boolean holdsMaps() {
        return description.type().endsWith("_of_maps");
    }

    private static String innerMap(final byte[] value) {
        return Integer.toUnsignedString(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    static void writeHex(final JsonLayout layout, final byte[] bytes) {
        layout.beginArray();
        for (final byte b : bytes) {
            layout.string("0x%02x".formatted(b));
        }
        layout.endArray();
    }

    private void printPlain(final byte[] key, final byte[] value) {
        if (description.isPerCpu()) {
            out.print("key:\n%s\n".formatted(hex(key)));
            final List<byte[]> values = map.perCpu(value);
            for (int cpu = 0; cpu < values.size(); cpu++) {
                out.print("value (CPU %02d):%s%s\n".formatted(
                        cpu, description.valueSize() > 16 ? "\n" : " ", hex(values.get(cpu))));
            }
            return;
        }
        final String space = key.length > 16 || value.length > 16 ? "\n" : " ";
        if (key.length > 0) {
            final boolean singleLine = key.length + value.length <= 24 && space.equals(" ");
            out.print("key:%s%s%s".formatted(space, hex(key), singleLine ? "  " : "\n"));
        }
        out.print(holdsMaps() ? "inner_map_id:%s%s \n".formatted(space, innerMap(value))
                : "value:%s%s\n".formatted(space, hex(value)));
    }

    /** Eight bytes and eight bytes on a line. */
    static String hex(final byte[] bytes) {
        final StringBuilder text = new StringBuilder(3 * bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0) {
                text.append(i % 16 == 0 ? "\n" : i % 8 == 0 ? "  " : " ");
            }
            text.append("%02x".formatted(bytes[i]));
        }
        return text.toString();
    }
}
