package io.bpfarena.integration.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.client.protocol.ControlProtocol;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ProtocolDocumentTest {
    @Test
    void shouldNameEveryMessageAndNoOther() throws Exception {
        final List<String> documented = Document.read("docs/protocol.md").rows().stream()
                .filter(row -> row.size() == 5)
                .map(row -> row.get(0) + " " + row.get(1))
                .toList();

        assertEquals(messages(), documented);
    }

    @Test
    void shouldNameAnswersThatThereAre() throws Exception {
        final Set<String> names = messages().stream().map(m -> m.split(" ")[1]).collect(Collectors.toSet());
        for (final List<String> row : Document.read("docs/protocol.md").rows()) {
            if (row.size() == 5) {
                assertTrue(row.get(2).equals("client") || row.get(2).equals("broker"), row::toString);
                Arrays.stream(row.get(3).split(", ")).filter(a -> !a.isEmpty())
                        .forEach(answer -> assertTrue(names.contains(answer), row::toString));
            }
        }
    }

    @Test
    void shouldNameEveryLimit() throws Exception {
        final Set<String> constants = new HashSet<>();
        for (final Field field : ControlProtocol.class.getFields()) {
            if (field.getType() == int.class) {
                constants.add(field.getName() + " " + field.getInt(null));
            }
        }
        final Set<String> documented = Document.read("docs/protocol.md").rows().stream()
                .filter(row -> row.size() == 3)
                .map(row -> row.get(0) + " " + row.get(1))
                .collect(Collectors.toSet());

        assertEquals(constants, documented);
    }

    private static List<String> messages() throws Exception {
        final List<String> messages = new ArrayList<>();
        try (InputStream schema = ControlProtocol.class.getResourceAsStream("/sbe/control-protocol.xml")) {
            final NodeList elements = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(schema)
                    .getElementsByTagName("sbe:message");
            for (int i = 0; i < elements.getLength(); i++) {
                final Element message = (Element) elements.item(i);
                messages.add(message.getAttribute("id") + " " + message.getAttribute("name"));
            }
        }
        return messages;
    }
}
