package io.bpfarena.runtime.program;

/**
 * What went wrong at one instruction. An arena access to an absent page is reported and the program goes on (a load
 * gives 0, a store is dropped, as in the kernel); every other fault ends the program.
 *
 * @param message     such as {@code Arena READ access at unmapped address 0x300000007000}.
 * @param program     name of the program.
 * @param instruction slot.
 * @param location    {@code file:line} with the line's text, or empty without line info.
 */
public record FaultReport(String message, String program, int instruction, String location) {
    @Override
    public String toString() {
        return "ERROR: %s in %s at instruction %d%s".formatted(
                message, program, instruction, location.isEmpty() ? "" : " (" + location + ")");
    }
}
