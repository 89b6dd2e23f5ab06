package io.bpfarena.integration.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.agrona.UnsafeApi;

/** The rules, each with a class of package {@code violation} beside it that breaks it. */
enum DependencyRules {
    LINUX_KNOWS_NOBODY(onlyKnows("io.bpfarena.linux..")),

    RUNTIME_KNOWS_ONLY_LINUX(onlyKnows("io.bpfarena.runtime..", "io.bpfarena.linux..", "net.fornwall.jelf..")),

    CLIENT_KNOWS_ONLY_LINUX(onlyKnows("io.bpfarena.client..", "io.bpfarena.linux..", "org.agrona..", "io.aeron..",
            "net.openhft.chronicle..", "org.HdrHistogram..")),

    BROKER_KNOWS_RUNTIME_AND_CLIENT(onlyKnows("io.bpfarena.broker..", "io.bpfarena.linux..", "io.bpfarena.runtime..",
            "io.bpfarena.client..", "org.agrona..", "io.aeron..", "org.HdrHistogram..", "picocli..",
            "com.google.gson..")),

    ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI(noClasses()
            .that().resideInAPackage("io.bpfarena..")
            .and().resideOutsideOfPackages("io.bpfarena.broker.cli..", "io.bpfarena.examples..")
            .should().dependOnClassesThat().resideInAnyPackage("picocli..", "com.google.gson..")),

    NOBODY_BUT_EXAMPLES_KNOWS_THE_COMMAND_LINE(noClasses()
            .that().resideInAPackage("io.bpfarena..")
            .and().resideOutsideOfPackages("io.bpfarena.broker.cli..", "io.bpfarena.examples..")
            .should().dependOnClassesThat().resideInAPackage("io.bpfarena.broker.cli..")),

    INSTRUCTIONS_KNOW_NOBODY(onlyKnows("io.bpfarena.runtime.isa..")),

    ONLY_THE_ELF_READER_KNOWS_ITS_LIBRARY(noClasses()
            .that().resideInAPackage("io.bpfarena..").and().resideOutsideOfPackage("io.bpfarena.runtime.elf..")
            .should().dependOnClassesThat().resideInAPackage("net.fornwall.jelf..")),

    ELF_READER_KNOWS_NO_BPF(onlyKnows("io.bpfarena.runtime.elf..", "net.fornwall.jelf..")),

    ENGINES_DO_NOT_KNOW_THE_LOADER(noClasses()
            .that().resideInAnyPackage("io.bpfarena.runtime.interpreter..", "io.bpfarena.runtime.program..",
                    "io.bpfarena.runtime.helper..", "io.bpfarena.runtime.map..", "io.bpfarena.runtime.arena..")
            .should().dependOnClassesThat().resideInAnyPackage("io.bpfarena.runtime.loader..",
                    "io.bpfarena.runtime.elf..")),

    MAPS_DO_NOT_KNOW_PROGRAMS(noClasses()
            .that().resideInAnyPackage("io.bpfarena.runtime.map..", "io.bpfarena.runtime.arena..",
                    "io.bpfarena.runtime.memory..", "io.bpfarena.runtime.async..")
            .should().dependOnClassesThat().resideInAnyPackage("io.bpfarena.runtime.program..",
                    "io.bpfarena.runtime.helper..", "io.bpfarena.runtime.interpreter..")),

    ONLY_PROGRAMS_FOR_PEOPLE_PRINT(noClasses()
            .that().resideInAPackage("io.bpfarena..")
            .and().resideOutsideOfPackages("io.bpfarena.broker.cli..", "io.bpfarena.examples..")
            .should(ACCESS_STANDARD_STREAMS)),

    NOBODY_USES_JAVA_UTIL_LOGGING(noClasses().should().dependOnClassesThat()
            .resideInAPackage("java.util.logging..")),

    NOBODY_USES_UNSAFE(noClasses().should().dependOnClassesThat(
            resideInAnyPackage("sun.misc..", "jdk.internal..").or(type(UnsafeApi.class))));

    private final ArchRule rule;

    DependencyRules(final ArchRule rule) {
        // A package may be yet to come; that each rule can fail is what the violations are for.
        this.rule = rule.allowEmptyShould(true);
    }

    ArchRule rule() {
        return rule;
    }

    /** The package may know itself, the JDK's modules in {@code java..}, and the others. */
    private static ArchRule onlyKnows(final String self, final String... others) {
        return classes().that().resideInAPackage(self).should().onlyDependOnClassesThat().resideInAnyPackage(
                Stream.concat(Stream.of(self, "java.."), Stream.of(others)).toArray(String[]::new));
    }
}
