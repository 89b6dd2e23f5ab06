package io.bpfarena.runtime.isa;

/** Text is not what the assembler reads, or asks for what does not fit into an instruction. */
public final class AssemblyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String expected;

    /**
     * @param line     from 1.
     * @param column   from 1.
     * @param expected what could stand there.
     * @param found    what stands there; empty at the end of a line.
     */
    public AssemblyException(final int line, final int column, final String expected, final String found) {
        super("line %d, column %d: expected %s, found %s".formatted(
                line, column, expected, found.isEmpty() ? "the end of the line" : "'" + shown(found) + "'"));
        this.line = line;
        this.column = column;
        this.expected = expected;
    }

    private static String shown(final String found) {
        final int limit = 40;
        return found.length() <= limit ? found : found.substring(0, limit) + "...";
    }

    /** {@return the line at fault, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column at fault, from 1} */
    public int column() {
        return column;
    }

    /** {@return what could stand there} */
    public String expected() {
        return expected;
    }
}
