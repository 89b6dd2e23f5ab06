package io.bpfarena.integration.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.client.memory.ArenaTableDescriptor;
import io.bpfarena.client.protocol.BrokerMarkDescriptor;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FileFormatDocumentTest {
    @Test
    void shouldHaveTheOffsetOfEveryField() throws Exception {
        final Set<String> fields = new HashSet<>();
        for (final Class<?> descriptor : Set.of(ArenaTableDescriptor.class, BrokerMarkDescriptor.class)) {
            for (final Field field : descriptor.getFields()) {
                if (field.getName().endsWith("_OFFSET")) {
                    final String name = field.getName().replaceFirst("_OFFSET$", "").replace('_', ' ');
                    fields.add(field.getInt(null) + " " + name.toLowerCase(Locale.ROOT));
                }
            }
        }
        final Set<String> documented = Document.read("docs/file-format.md").rows().stream()
                .map(row -> row.get(0) + " " + row.get(2))
                .collect(Collectors.toSet());

        assertEquals(fields, documented);
    }
}
