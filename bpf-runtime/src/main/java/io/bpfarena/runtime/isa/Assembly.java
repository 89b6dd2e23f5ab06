package io.bpfarena.runtime.isa;

import java.util.List;
import java.util.Map;

/**
 * What the assembler made of a text.
 *
 * @param instructions slots.
 * @param labels       by name: the slot that follows the label; the number of slots if nothing does.
 */
public record Assembly(List<Instruction> instructions, Map<String, Integer> labels) {
    /** Copies the collections. */
    public Assembly {
        instructions = List.copyOf(instructions);
        labels = Map.copyOf(labels);
    }
}
