package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.elf.ElfObject;
import io.bpfarena.runtime.elf.ElfSymbol;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class VariablesTest {
    private static final List<String> NAMES = TestObjects.NAMES;

    /** BTF says what variables there are, and relocations say where; symbols say the same in another way. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldLieWhereTheSymbolsSay(final String name) throws Exception {
        final ElfObject elf = ElfObject.read(TestObjects.bytes(name));
        final Map<String, String> bySymbol = new TreeMap<>();
        for (final ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.STT_OBJECT
                    && DataSection.of(elf.section(symbol.section()).orElseThrow()) != null) {
                bySymbol.put(symbol.name(), "%s+%d, %d bytes".formatted(
                        elf.section(symbol.section()).orElseThrow().name(), symbol.value(), symbol.size()));
            }
        }
        assertEquals(bySymbol, new TreeMap<>(ObjectDefinition.open(name, TestObjects.bytes(name)).variables().stream()
                .map(VariableDefinition::variable)
                .collect(Collectors.toMap(Variable::name, variable -> "%s+%d, %d bytes".formatted(
                        variable.section(), variable.offset(), variable.size())))));
    }

    @Test
    void shouldBeFoundBySymbolsWithoutTypeInformation() throws Exception {
        final List<VariableDefinition> variables =
                ObjectDefinition.open("g", TestObjects.patched("globals", ".rel.BTF\0", ".rel.BTX\0")).variables();
        assertFalse(variables.isEmpty());
        assertTrue(variables.stream().allMatch(variable -> variable.typeName().isEmpty()));
    }

    @Test
    void shouldStartWithTheValueThatWasChosen() throws Exception {
        final BpfObject definition = BpfObject.open("arena", TestObjects.bytes("arena"));
        definition.global("sum").orElseThrow().setLong(1000);
        definition.global("nodes").orElseThrow().setLong(7);
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                LoadedObject object = runtime.load(definition)) {
            assertEquals(1000, object.global("sum").orElseThrow().getLong(), "in the arena");
            assertEquals(7, object.global("nodes").orElseThrow().getLong(), "in .bss");
            object.program("walk").orElseThrow().run(new byte[0]);
            assertEquals(1000, object.global("sum").orElseThrow().getLong());
        }
        final BpfObject globals = BpfObject.open("globals", TestObjects.bytes("globals"));
        globals.global("limit").orElseThrow().setInt(-42);
        assertThrows(IllegalArgumentException.class, () -> globals.global("limit").orElseThrow().setLong(1));
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());
                LoadedObject object = runtime.load(globals)) {
            assertEquals(0, object.program("count").orElseThrow().run(new byte[8]).retval(), "42 - 42");
        }
    }
}
