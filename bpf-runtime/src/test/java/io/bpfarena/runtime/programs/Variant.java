package io.bpfarena.runtime.programs;

import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.program.Engine;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an object was compiled for and what runs it.
 *
 * @param engine that runs it.
 * @param cpu    version of the instruction set, as in {@code -mcpu=v3}.
 */
record Variant(Engine engine, int cpu) {
    private static final List<Engine> ENGINES = List.of(new Interpreter());
    private static final List<Integer> CPUS = List.of(1, 2, 3, 4);

    /** All versions on all engines. */
    static Stream<Variant> all() {
        return ENGINES.stream().flatMap(engine -> CPUS.stream().map(cpu -> new Variant(engine, cpu)));
    }

    /** Those whose programs have atomics that give something back, exchange and compare-and-exchange. */
    static Stream<Variant> withAllAtomics() {
        return all().filter(Variant::hasAllAtomics);
    }

    boolean hasAllAtomics() {
        return cpu >= 3;
    }

    @Override
    public String toString() {
        return "v%d on %s".formatted(cpu, engine.name());
    }
}
