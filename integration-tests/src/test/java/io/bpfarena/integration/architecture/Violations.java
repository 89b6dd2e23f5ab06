package io.bpfarena.integration.architecture;

import io.bpfarena.broker.violation.BrokerPrints;
import io.bpfarena.broker.violation.BrokerUsesCommandLine;
import io.bpfarena.broker.violation.BrokerUsesElfLibrary;
import io.bpfarena.broker.violation.BrokerUsesLogging;
import io.bpfarena.broker.violation.BrokerUsesPicocli;
import io.bpfarena.client.violation.ClientUsesBroker;
import io.bpfarena.client.violation.ClientUsesUnsafe;
import io.bpfarena.linux.violation.LinuxUsesRuntime;
import io.bpfarena.runtime.elf.violation.ElfUsesLoader;
import io.bpfarena.runtime.interpreter.violation.InterpreterUsesLoader;
import io.bpfarena.runtime.isa.violation.InstructionUsesProgram;
import io.bpfarena.runtime.map.violation.MapUsesProgram;
import io.bpfarena.runtime.violation.RuntimeUsesClient;

/** Which class breaks which rule. They stand in the packages that the rules are about, but in this module's tests. */
final class Violations {
    private Violations() {
    }

    static Class<?> of(final DependencyRules rule) {
        return switch (rule) {
            case LINUX_KNOWS_NOBODY -> LinuxUsesRuntime.class;
            case RUNTIME_KNOWS_ONLY_LINUX -> RuntimeUsesClient.class;
            case CLIENT_KNOWS_ONLY_LINUX -> ClientUsesBroker.class;
            case BROKER_KNOWS_RUNTIME_AND_CLIENT -> BrokerUsesElfLibrary.class;
            case ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI -> BrokerUsesPicocli.class;
            case NOBODY_BUT_EXAMPLES_KNOWS_THE_COMMAND_LINE -> BrokerUsesCommandLine.class;
            case INSTRUCTIONS_KNOW_NOBODY -> InstructionUsesProgram.class;
            case ONLY_THE_ELF_READER_KNOWS_ITS_LIBRARY -> BrokerUsesElfLibrary.class;
            case ELF_READER_KNOWS_NO_BPF -> ElfUsesLoader.class;
            case ENGINES_DO_NOT_KNOW_THE_LOADER -> InterpreterUsesLoader.class;
            case MAPS_DO_NOT_KNOW_PROGRAMS -> MapUsesProgram.class;
            case ONLY_PROGRAMS_FOR_PEOPLE_PRINT -> BrokerPrints.class;
            case NOBODY_USES_JAVA_UTIL_LOGGING -> BrokerUsesLogging.class;
            case NOBODY_USES_UNSAFE -> ClientUsesUnsafe.class;
        };
    }
}
