package io.bpfarena.runtime.helper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads declarations of functions as headers of the kernel and of libbpf have them. A parameter that is a function or
 * an array is a pointer. Used once.
 */
final class PrototypeParser {
    private static final Pattern FUNCTION = Pattern.compile("(?s)\\s*(.*?)(\\w+)\\s*\\((.*)\\)\\s*;?\\s*");
    private static final Pattern NAMED = Pattern.compile("(?s)(.*?)\\b([A-Za-z_]\\w*)\\s*(\\[[^]]*])*");
    private static final Pattern CALLBACK = Pattern.compile("(?s).*\\(\\s*\\*?\\s*(\\w*)\\s*\\)\\s*\\(.*\\)");
    private static final Set<String> QUALIFIERS = Set.of("const", "volatile", "restrict", "__arena");
    private static final Map<String, Integer> SIGNED = Map.ofEntries(
            Map.entry("char", 1), Map.entry("signed char", 1), Map.entry("short", 2), Map.entry("int", 4),
            Map.entry("long", 8), Map.entry("long long", 8), Map.entry("s8", 1), Map.entry("s16", 2),
            Map.entry("s32", 4), Map.entry("s64", 8), Map.entry("__s8", 1), Map.entry("__s16", 2),
            Map.entry("__s32", 4), Map.entry("__s64", 8), Map.entry("ssize_t", 8));
    private static final Map<String, Integer> UNSIGNED = Map.ofEntries(
            Map.entry("unsigned char", 1), Map.entry("unsigned short", 2), Map.entry("unsigned", 4),
            Map.entry("unsigned int", 4), Map.entry("unsigned long", 8), Map.entry("unsigned long long", 8),
            Map.entry("u8", 1), Map.entry("u16", 2), Map.entry("u32", 4), Map.entry("u64", 8), Map.entry("__u8", 1),
            Map.entry("__u16", 2), Map.entry("__u32", 4), Map.entry("__u64", 8), Map.entry("bool", 1),
            Map.entry("_Bool", 1), Map.entry("size_t", 8), Map.entry("__be16", 2), Map.entry("__be32", 4),
            Map.entry("__be64", 8), Map.entry("__wsum", 4), Map.entry("__sum16", 2));

    private final String declaration;

    PrototypeParser(final String declaration) {
        this.declaration = declaration;
    }

    FunctionPrototype parse() {
        final Matcher function = FUNCTION.matcher(declaration);
        if (!function.matches()) {
            throw wrong("no declaration of a function");
        }
        final List<FunctionPrototype.Parameter> parameters = new ArrayList<>();
        boolean variadic = false;
        for (final String parameter : split(function.group(3))) {
            if (variadic) {
                throw wrong("something after '...'");
            }
            if (parameter.equals("...")) {
                variadic = true;
            } else {
                parameters.add(parameter(parameter));
            }
        }
        if (parameters.size() == 1 && parameters.getFirst().type().kind() == ValueType.Kind.VOID) {
            parameters.clear();
        }
        if (parameters.size() > FunctionPrototype.MAX_PARAMETERS) {
            throw wrong("%d parameters, but there are %d registers"
                    .formatted(parameters.size(), FunctionPrototype.MAX_PARAMETERS));
        }
        for (final FunctionPrototype.Parameter parameter : parameters) {
            if (parameter.type().kind() == ValueType.Kind.VOID) {
                throw wrong("a parameter of type void");
            }
        }
        return new FunctionPrototype(
                function.group(2), type(function.group(1)), parameters, variadic, declaration.strip());
    }

    /** Splits at commas that are not within parentheses. */
    private static List<String> split(final String parameters) {
        final List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < parameters.length(); i++) {
            final char c = parameters.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(parameters.substring(start, i).strip());
                start = i + 1;
            }
        }
        final String last = parameters.substring(start).strip();
        if (!last.isEmpty() || !parts.isEmpty()) {
            parts.add(last);
        }
        return parts;
    }

    private FunctionPrototype.Parameter parameter(final String text) {
        final Matcher callback = CALLBACK.matcher(text);
        if (callback.matches()) {
            return new FunctionPrototype.Parameter(callback.group(1), pointer(text));
        }
        final Matcher named = NAMED.matcher(text);
        // "unsigned int" and "struct bpf_map *" have no name; "u32 n" and "struct bpf_map *map" have.
        if (named.matches() && isType(named.group(1))) {
            final boolean array = named.group(3) != null;
            return new FunctionPrototype.Parameter(
                    named.group(2), array ? pointer(text) : type(named.group(1)));
        }
        return new FunctionPrototype.Parameter("", type(text));
    }

    private static boolean isType(final String text) {
        final String base = base(text);
        return !base.isEmpty() && !base.equals("struct") && !base.equals("union") && !base.equals("enum")
                && !(base.equals("unsigned") && text.strip().equals("unsigned"));
    }

    private ValueType type(final String text) {
        final String stripped = text.strip().replaceAll("\\s+", " ");
        final String base = base(stripped);
        if (stripped.contains("*")) {
            return pointer(stripped);
        }
        if (base.equals("void")) {
            return new ValueType(ValueType.Kind.VOID, 0, false, stripped);
        }
        if (base.startsWith("enum ")) {
            return new ValueType(ValueType.Kind.ENUMERATION, Integer.BYTES, false, stripped);
        }
        if (SIGNED.containsKey(base)) {
            return new ValueType(ValueType.Kind.INTEGER, SIGNED.get(base), true, stripped);
        }
        if (UNSIGNED.containsKey(base)) {
            return new ValueType(ValueType.Kind.INTEGER, UNSIGNED.get(base), false, stripped);
        }
        throw wrong("a type '%s' that is not known or does not fit into a register".formatted(stripped));
    }

    /** The type without qualifiers and stars. */
    private static String base(final String text) {
        final StringBuilder base = new StringBuilder();
        for (final String word : text.replace("*", " ").strip().split("\\s+")) {
            if (!QUALIFIERS.contains(word)) {
                base.append(base.isEmpty() ? "" : " ").append(word);
            }
        }
        return base.toString();
    }

    private static ValueType pointer(final String text) {
        return new ValueType(ValueType.Kind.POINTER, Long.BYTES, false, text.strip());
    }

    private IllegalArgumentException wrong(final String what) {
        return new IllegalArgumentException("%s: '%s'".formatted(what, declaration));
    }
}
