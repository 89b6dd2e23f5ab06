package io.bpfarena.runtime.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads bytecode as text, in LLVM's dialect and the kernel's ({@link InstructionText}), which can be mixed:
 *
 * <pre>
 *   sum:                                   a label; r1 is the context
 *       r0 = 0                             # numbers are decimal or hexadecimal
 *       r2 = *(u64 *)(r1 + 8)              // either comment
 *   again:
 *       if r2 == 0 goto done
 *       r0 += r2; r2 -= 1                  a semicolon separates instructions,
 *       goto again
 *   ; or makes a comment at the start of a line, as in bpftool's listings
 *   done:
 *       12: (95) exit                      from a kernel's log: slot and opcode are compared
 * </pre>
 *
 * <p>Labels stand for the targets of jumps, of calls of subprograms, and in {@code r2 = again ll} for the subprogram
 * itself. Where a number is jumped to, it counts slots from the next one. An immediate of 32 bits may also be written
 * without sign, so that {@code r1 = 0xffffffff} is {@code r1 = -1}, as LLVM and the kernel have it. All else that does
 * not fit is an error.
 */
public final class Assembler {
    private static final int MAX_LABELS = 1 << 16;

    private final List<Statement> statements = new ArrayList<>();
    private final List<Integer> slots = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int slot;

    private Assembler() {
    }

    /**
     * Assembles a program.
     *
     * @param text lines.
     * @return slots and labels.
     * @throws AssemblyException for the first thing that is wrong, with line and column.
     */
    public static Assembly assemble(final String text) throws AssemblyException {
        final Assembler assembler = new Assembler();
        int number = 0;
        for (final String line : text.lines().toList()) {
            assembler.read(Lexer.tokens(line, ++number));
        }
        return assembler.finish();
    }

    private void read(final List<Token> line) throws AssemblyException {
        if (line.getFirst().is(";")) {
            return;
        }
        int start = 0;
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).is(";") || line.get(i).kind() == Token.Kind.END) {
                final List<Token> part = new ArrayList<>(line.subList(start, i));
                part.add(new Token(Token.Kind.END, line.get(i).text(), line.get(i).line(), line.get(i).column()));
                readPart(new TokenCursor(part));
                start = i + 1;
            }
        }
    }

    private void readPart(final TokenCursor cursor) throws AssemblyException {
        while (cursor.peek().kind() == Token.Kind.NAME && cursor.peekSecond().is(":")) {
            define(cursor.take());
            cursor.expect(":");
        }
        if (cursor.peek().kind() == Token.Kind.NUMBER && cursor.peekSecond().is(":")) {
            compareSlot(cursor);
        }
        if (cursor.atEnd()) {
            return;
        }
        if (slot >= BytecodeValidator.MAX_INSTRUCTIONS) {
            throw cursor.peek().unexpected("at most %d slots".formatted(BytecodeValidator.MAX_INSTRUCTIONS));
        }
        final Statement statement = new StatementParser(cursor).read();
        statements.add(statement);
        slots.add(slot);
        slot += statement.operation().slots();
    }

    private void define(final Token label) throws AssemblyException {
        if (TokenCursor.registerOf(label) != null) {
            throw label.unexpected("a label, which cannot be a register");
        }
        if (labels.size() == MAX_LABELS) {
            throw label.unexpected("at most %d labels".formatted(MAX_LABELS));
        }
        if (labels.put(label.text(), slot) != null) {
            throw label.unexpected("a label that is not defined already");
        }
    }

    private void compareSlot(final TokenCursor cursor) throws AssemblyException {
        final Token token = cursor.peek();
        if (cursor.longOffset() != slot) {
            throw token.unexpected("slot " + slot);
        }
        cursor.expect(":");
    }

    private Assembly finish() throws AssemblyException {
        final List<Instruction> instructions = new ArrayList<>(slot);
        for (int i = 0; i < statements.size(); i++) {
            final Statement statement = statements.get(i);
            final Token label = statement.label();
            if (label == null) {
                instructions.addAll(statement.operation().encode());
                continue;
            }
            final Integer target = labels.get(label.text());
            if (target == null) {
                throw label.unexpected("a label that is defined");
            }
            instructions.addAll(statement.resolved(target - slots.get(i) - 1).encode());
        }
        return new Assembly(instructions, labels);
    }
}
