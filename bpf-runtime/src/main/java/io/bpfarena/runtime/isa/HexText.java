package io.bpfarena.runtime.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Bytes as hexadecimal digits, two each, with white space anywhere: {@code b7 00 00 00 2a 00 00 00}. Bytecode in this
 * form is its slots as they lie in memory, the opcode first.
 */
public final class HexText {
    private HexText() {
    }

    /**
     * Reads bytes.
     *
     * @param text digits of either case, and white space.
     * @return the bytes; none if there are no digits.
     * @throws HexTextException for another character, or an odd number of digits.
     */
    public static byte[] readBytes(final String text) throws HexTextException {
        int digits = 0;
        final byte[] bytes = new byte[(text.length() + 1) / 2];
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (HexFormat.isHexDigit(c)) {
                bytes[digits / 2] = (byte) (bytes[digits / 2] << 4 | HexFormat.fromHexDigit(c));
                digits++;
            } else if (!Character.isWhitespace(c)) {
                throw new HexTextException("character %d is no hexadecimal digit: %s".formatted(i + 1, shown(c)));
            }
        }
        if (digits % 2 != 0) {
            throw new HexTextException("the last byte has one digit only: %d hexadecimal digits".formatted(digits));
        }
        return Arrays.copyOf(bytes, digits / 2);
    }

    private static String shown(final char c) {
        return c > ' ' && c < 0x7F ? "'" + c + "'" : "U+%04X".formatted((int) c);
    }

    /**
     * Reads bytecode.
     *
     * @param text digits and white space.
     * @return its slots, whether or not they mean anything.
     * @throws HexTextException if it is no text of bytes, or not of whole slots.
     */
    public static List<Instruction> readBytecode(final String text) throws HexTextException {
        final byte[] bytes = readBytes(text);
        if (bytes.length % Instruction.SIZE != 0) {
            throw new HexTextException("bytecode must be whole slots of %d bytes: it has %d bytes"
                    .formatted(Instruction.SIZE, bytes.length));
        }
        final List<Instruction> slots = new ArrayList<>(bytes.length / Instruction.SIZE);
        for (int start = 0; start < bytes.length; start += Instruction.SIZE) {
            slots.add(Instruction.decode(littleEndian(bytes, start)));
        }
        return List.copyOf(slots);
    }

    private static long littleEndian(final byte[] bytes, final int start) {
        long slot = 0;
        for (int i = Instruction.SIZE - 1; i >= 0; i--) {
            slot = slot << Byte.SIZE | bytes[start + i] & 0xFF;
        }
        return slot;
    }

    /**
     * Writes bytecode: a slot a line, its bytes apart.
     *
     * @param instructions slots.
     * @return the text.
     */
    public static String write(final List<Instruction> instructions) {
        return instructions.stream().map(HexText::write).collect(Collectors.joining("\n"));
    }

    /**
     * Writes a slot, as listings have it beside the text.
     *
     * @param instruction the slot.
     * @return its eight bytes, a space between two.
     */
    public static String write(final Instruction instruction) {
        final byte[] bytes = new byte[Instruction.SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (instruction.encode() >>> Byte.SIZE * i);
        }
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
