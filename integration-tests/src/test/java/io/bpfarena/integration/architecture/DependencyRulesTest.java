package io.bpfarena.integration.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DependencyRulesTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.bpfarena");

    @ParameterizedTest
    @EnumSource
    void shouldHold(final DependencyRules rule) {
        rule.rule().check(PROJECT);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailOnAViolation(final DependencyRules rule) {
        final JavaClasses violation = new ClassFileImporter().importClasses(Violations.of(rule));

        assertTrue(rule.rule().evaluate(violation).hasViolation(), () -> rule + " does not see " + violation);
    }

    @Test
    void shouldSeeEveryModule() {
        final Set<String> modules = PROJECT.stream().map(JavaClass::getPackageName)
                .filter(name -> !name.equals("io.bpfarena"))
                .map(name -> name.split("\\.")[2])
                .collect(Collectors.toSet());

        assertFalse(PROJECT.isEmpty());
        assertEquals(Set.of("linux", "runtime", "client", "broker", "examples"), modules);
    }
}
