package io.bpfarena.fuzz;

import io.bpfarena.fuzz.ObjectLayout.Section;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Makes damaged objects out of good ones. An input is a script: the number of a seed, then edits, each a byte that says
 * which and some that say where and what. So a few bytes of an input reach a field of a symbol, relocation, type or
 * instruction, while every table around it still leads there. An input that starts as an ELF file does is taken as it
 * is.
 */
final class ObjectEdits {
    /** No object gets larger than this, in bytes. */
    private static final int MAX_OBJECT = 1 << 20;
    /** How often each kind of edit is made: growing is worth its time less often than the others. */
    private static final int EDITS = 34;
    private static final int MAX_EDITS = 24;
    /** Bytes in an instruction, type or member, relocation, symbol, and in two types. */
    private static final int[] UNITS = {8, 12, 16, 24, 64};
    /** What a field is more from one record to the next. */
    private static final int[] STEPS = {0, 0, 1, 4, 8, 16};
    private static final List<byte[]> OBJECTS = Seeds.files().stream().map(Seeds::bytes).toList();
    private static final List<ObjectLayout> LAYOUTS = OBJECTS.stream().map(ObjectLayout::new).toList();

    private final ByteScript script;
    private final ObjectLayout layout;
    private ByteBuffer file;

    private ObjectEdits(final ByteScript script, final byte[] object, final ObjectLayout layout) {
        this.script = script;
        this.layout = layout;
        this.file = littleEndian(object.clone());
    }

    /** How many seeds a script can choose from. */
    static int seeds() {
        return OBJECTS.size();
    }

    /** The object that an input stands for. */
    static byte[] object(final byte[] input) {
        if (input.length >= 4 && input[0] == 0x7f && input[1] == 'E' && input[2] == 'L' && input[3] == 'F') {
            return input;
        }
        final ByteScript script = new ByteScript(input);
        final int seed = script.below(OBJECTS.size());
        final ObjectEdits edits = new ObjectEdits(script, OBJECTS.get(seed), LAYOUTS.get(seed));
        for (int i = 0; i < MAX_EDITS && !script.isAtEnd(); i++) {
            edits.apply();
        }
        return edits.file.array();
    }

    private static ByteBuffer littleEndian(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void apply() {
        switch (script.below(EDITS)) {
            case 0, 1, 2, 3 -> anyByte();
            case 4, 5, 6, 7 -> anyWord();
            case 8, 9, 10, 11 -> sectionHeader();
            case 12, 13, 14, 15 -> field(layout.symbolTables(), 24, 0, 4, 5, 6, 8, 16);
            case 16, 17, 18, 19 -> field(layout.relocations(), 16, 0, 8, 12);
            case 20, 21, 22, 23 -> type();
            case 24, 25, 26, 27 -> field(layout.code(), 8, 0, 1, 2, 4);
            case 28, 29, 30, 31 -> copyRecord();
            case 32 -> grow();
            default -> growTypes();
        }
    }

    private Section any(final List<Section> sections) {
        return sections.isEmpty() ? null : sections.get(script.below(sections.size()));
    }

    private void anyByte() {
        final Section section = any(layout.sections());
        final int at = section.start() + (section.size() > 0 ? script.below(section.size()) : 0);
        put(at, 1, script.u8());
    }

    private void anyWord() {
        final Section section = any(layout.sections());
        final int size = 1 << script.below(4);
        put(section.start() + (section.size() > size ? script.below(section.size() / size) * size : 0), size,
                script.value());
    }

    /** A value of one to eight bytes, if it is within the file. */
    private void put(final int at, final int size, final int value) {
        if (at >= 0 && at <= file.capacity() - size) {
            switch (size) {
                case 1 -> file.put(at, (byte) value);
                case 2 -> file.putShort(at, (short) value);
                case 4 -> file.putInt(at, value);
                default -> file.putLong(at, value);
            }
        }
    }

    private void sectionHeader() {
        final int[] fields = {0, 4, 8, 16, 24, 32, 40, 44, 48, 56};
        final int field = script.below(fields.length);
        put(any(layout.sections()).header() + fields[field], field < 2 || fields[field] % 8 == 4 ? 4 : 8,
                script.value());
    }

    /** A field of one record of a table; it reaches to the next field. */
    private void field(final List<Section> tables, final int recordSize, final int... offsets) {
        final Section table = any(tables);
        if (table != null && table.size() >= recordSize) {
            final int record = table.start() + script.below(table.size() / recordSize) * recordSize;
            final int field = script.below(offsets.length);
            final int end = field + 1 < offsets.length ? offsets[field + 1] : recordSize;
            put(record + offsets[field], end - offsets[field], script.value());
        }
    }

    private void type() {
        final int[] types = layout.types();
        if (types.length > 0) {
            final int start = types[script.below(types.length)];
            final int size = ObjectLayout.typeSize(file.getInt(start + 4));
            put(start + 4 * script.below(Math.max(3, size / 4)), 4, script.value());
        }
    }

    private void copyRecord() {
        final int unit = UNITS[script.below(UNITS.length)];
        final Section section = any(layout.sections());
        if (section.size() >= 2 * unit && section.start() + section.size() <= file.capacity()) {
            final int count = section.size() / unit;
            final int from = script.below(count);
            final int to = script.below(count);
            System.arraycopy(file.array(), section.start() + from * unit, file.array(), section.start() + to * unit,
                    unit);
        }
    }

    /** Many more of a section's last bytes: symbols, relocations, instructions, whatever it has; alike or not. */
    private void grow() {
        final Section section = any(layout.sections());
        final int unit = Math.min(section.size(), UNITS[script.below(UNITS.length)]);
        final int count = script.u16();
        if (unit >= UNITS[0]) {
            final byte[] record = record(section.start() + section.size() - unit, unit);
            moveToEnd(section, repeated(record(section.start(), section.size()), section.size(), record, count));
        }
    }

    /** Many more of one type, at the end of the types; they are then followed by the strings as before. */
    private void growTypes() {
        final int[] types = layout.types();
        final List<Section> btf = layout.btf(file.array());
        if (types.length == 0 || btf.isEmpty()) {
            return;
        }
        final Section section = btf.getFirst();
        final int start = types[script.below(types.length)];
        final byte[] type = record(start, ObjectLayout.typeSize(file.getInt(start + 4)));
        final int strings = 24 + file.getInt(section.start() + 16);
        if (strings < 24 || strings > section.size()) {
            return;
        }
        final byte[] old = record(section.start(), section.size());
        final byte[] grown = repeated(old, strings, type, script.u16());
        final int added = grown.length - old.length;
        littleEndian(grown).putInt(12, littleEndian(grown).getInt(12) + added)
                .putInt(16, littleEndian(grown).getInt(16) + added);
        moveToEnd(section, grown);
    }

    private byte[] record(final int start, final int size) {
        final byte[] record = new byte[size];
        final int present = Math.clamp(file.capacity() - (long) start, 0, size);
        // Where a section claims to be there may be nothing at all.
        if (start >= 0 && present > 0) {
            System.arraycopy(file.array(), start, record, 0, present);
        }
        return record;
    }

    private byte[] repeated(final byte[] bytes, final int at, final byte[] record, final int times) {
        final int most = Math.max(0, (MAX_OBJECT - file.capacity() - bytes.length) / record.length);
        final int count = Math.min(times, most);
        final ByteBuffer grown = littleEndian(new byte[bytes.length + count * record.length]);
        final ByteBuffer next = littleEndian(record);
        final int[] fields = {field(record), field(record)};
        final int[] steps = {STEPS[script.below(STEPS.length)], STEPS[script.below(STEPS.length)]};
        grown.put(bytes, 0, at);
        for (int i = 0; i < count; i++) {
            grown.put(record);
            for (int j = 0; j < fields.length; j++) {
                next.putInt(fields[j], next.getInt(fields[j]) + steps[j]);
            }
        }
        return grown.put(bytes, at, bytes.length - at).array();
    }

    /** A word of a record that counts up from one copy to the next: names that differ, offsets that follow. */
    private int field(final byte[] record) {
        return record.length < 4 ? 0 : script.below(record.length / 4) * 4;
    }

    private void moveToEnd(final Section section, final byte[] data) {
        final int end = file.capacity() + 7 & ~7;
        if (end + data.length <= MAX_OBJECT) {
            final ByteBuffer larger = littleEndian(new byte[end + data.length]);
            larger.put(0, file.array()).put(end, data);
            file = larger;
            file.putLong(section.header() + 24, end).putLong(section.header() + 32, data.length);
        }
    }
}
