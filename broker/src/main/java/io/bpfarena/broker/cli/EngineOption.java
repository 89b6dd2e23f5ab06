package io.bpfarena.broker.cli;

import io.bpfarena.runtime.interpreter.Interpreter;
import io.bpfarena.runtime.program.Engine;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --engine} of the commands that run a program in this process. */
final class EngineOption {
    @Option(names = "--engine", paramLabel = "ENGINE", converter = Converter.class,
            description = "What runs the program: interpreter, which is the default.")
    private Engine engine;

    Engine engine() {
        return engine == null ? new Interpreter() : engine;
    }

    /** {@return whether one was named} */
    boolean isGiven() {
        return engine != null;
    }

    /** Finds an engine by its name. */
    static final class Converter implements ITypeConverter<Engine> {
        private static final List<Engine> ENGINES = List.of(new Interpreter());

        @Override
        public Engine convert(final String name) {
            return ENGINES.stream().filter(engine -> engine.name().equals(name)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no engine '%s', but %s".formatted(
                            name, ENGINES.stream().map(Engine::name).collect(Collectors.joining(", ")))));
        }
    }
}
