package io.bpfarena.integration.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A test that a document names: {@code ClassTest#shouldDoSo}, or {@code ClassTest#shouldDoSo: a case}. The case is a
 * text in a source beside the test, or {@code File.method}, a method there that makes cases.
 */
record TestReference(String text, String className, String method, Optional<String> testCase) {
    private static final Pattern FORM = Pattern.compile("`(\\w+Test)#(\\w+)(?:: ([^`]+))?`");
    private static final Pattern METHOD_OF_FILE = Pattern.compile("([A-Z]\\w+)\\.([a-z]\\w+)");

    static List<TestReference> in(final String text) {
        return FORM.matcher(text).results()
                .map(m -> new TestReference(m.group(), m.group(1), m.group(2), Optional.ofNullable(m.group(3))))
                .toList();
    }

    /** {@return what is wrong with it; empty if all of it is there} */
    Optional<String> problem(final List<Path> testSources) throws IOException {
        final List<Path> files = testSources.stream()
                .filter(path -> path.getFileName().toString().equals(className + ".java")).toList();
        if (files.isEmpty()) {
            return Optional.of(text + ": no such class");
        }
        for (final Path file : files) {
            if (isTest(Files.readString(file)) && hasCase(file)) {
                return Optional.empty();
            }
        }
        return Optional.of(text + ": no such test or case");
    }

    /** A method with one of JUnit's annotations; methods are set apart by an empty line. */
    private boolean isTest(final String source) {
        final Matcher declaration = Pattern.compile("\\bvoid " + method + "\\(").matcher(source);
        if (!declaration.find()) {
            return false;
        }
        final String before = source.substring(0, declaration.start());
        final String own = before.substring(before.lastIndexOf("\n\n") + 1);
        return own.contains("@Test") || own.contains("@ParameterizedTest") || own.contains("@RepeatedTest");
    }

    private boolean hasCase(final Path file) throws IOException {
        if (testCase.isEmpty()) {
            return true;
        }
        final Matcher methodOfFile = METHOD_OF_FILE.matcher(testCase.get());
        if (methodOfFile.matches()) {
            final Path cases = file.resolveSibling(methodOfFile.group(1) + ".java");
            return Files.exists(cases) && Files.readString(cases).contains(" " + methodOfFile.group(2) + "(");
        }
        try (Stream<Path> beside = Files.list(file.getParent())) {
            for (final Path path : beside.filter(p -> p.toString().endsWith(".java")).toList()) {
                if (Files.readString(path).contains("\"" + testCase.get())) {
                    return true;
                }
            }
        }
        return false;
    }
}
