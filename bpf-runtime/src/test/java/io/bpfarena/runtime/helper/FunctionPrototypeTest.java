package io.bpfarena.runtime.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionPrototypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "void f(void)                                   | void f()",
        "long f(void)                                   | long(8 signed) f()",
        "int f(u32 n)                                   | int(4 signed) f(n: u32(4))",
        "unsigned int f(unsigned int)                   | unsigned int(4) f(: unsigned int(4))",
        "void *f(struct bpf_map *map, const void *key)  | void *(8) f(map: struct bpf_map *(8), key: const void *(8))",
        "bool f(char c, __be16 port, s8 x)              | bool(1) f(c: char(1 signed), port: __be16(2), x: s8(1 signed))",
        "long f(enum kind k, unsigned long flags);      | long(8 signed) f(k: enum kind(4), flags: unsigned long(8))",
        "int f(int (*callback)(void *map, int *key), u64 list[])"
            + "| int(4 signed) f(callback: int (*callback)(void *map, int *key)(8), list: u64 list[](8))",
        "long f(const char *fmt, u32 size, ...)         | long(8 signed) f(fmt: const char *(8), size: u32(4), ...)",
        "struct task_struct *f(s32 pid)                 | struct task_struct *(8) f(pid: s32(4 signed))",
    })
    void shouldReadDeclarations(final String declaration, final String expected) {
        final FunctionPrototype prototype = FunctionPrototype.parse(declaration);
        final String parameters = prototype.parameters().stream()
                .map(parameter -> parameter.name() + ": " + describe(parameter.type()))
                .collect(Collectors.joining(", ")) + (prototype.variadic() ? ", ..." : "");
        assertEquals(expected, "%s %s(%s)".formatted(describe(prototype.returnType()), prototype.name(), parameters));
        assertEquals(declaration, prototype.toString());
    }

    private static String describe(final ValueType type) {
        return type + (type.bytes() == 0 ? "" : "(%d%s)".formatted(type.bytes(), type.signed() ? " signed" : ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "u64 f                                  | no declaration of a function",
        "u64 f(u64 a, u64 b, u64 c, u64 d, u64 e, u64 g) | 6 parameters, but there are 5 registers",
        "u64 f(struct pair p)                   | a type 'struct pair' that is not known or does not fit",
        "u64 f(frobnicate x)                    | a type 'frobnicate' that is not known or does not fit",
        "f(void)                                | a type '' that is not known",
        "u64 f(u64 a, ..., u64 b)               | something after '...'",
        "u64 f(u64 a, void)                     | a parameter of type void",
        "u64 f(u64 a,)                          | a type '' that is not known",
    })
    void shouldRefuseOtherText(final String declaration, final String message) {
        final String actual = assertThrows(
                IllegalArgumentException.class, () -> FunctionPrototype.parse(declaration)).getMessage();
        assertTrue(actual.contains(message), actual);
        assertTrue(actual.contains(declaration), actual);
    }

    @ParameterizedTest
    @CsvSource({
        "u64, 0xfedcba9876543210, 0xfedcba9876543210",
        "u32, 0xfedcba9876543210, 0x76543210",
        "int, 0xfedcba98f6543210, 0xfffffffff6543210",
        "int, 0xfedcba9876543210, 0x76543210",
        "u16, 0xfedcba987654ffff, 0xffff",
        "s16, 0xfedcba987654ffff, 0xffffffffffffffff",
        "u8, 0xfedcba9876543280, 0x80",
        "char, 0xfedcba9876543280, 0xffffffffffffff80",
    })
    void shouldNarrowArguments(final String type, final String register, final String seen) {
        final FunctionTable table = FunctionTable.builder()
                .kfunc("f", "u64 f(u64 a, %s b)".formatted(type), (context, r1, r2, r3, r4, r5) -> r2)
                .build();
        assertEquals(Long.parseUnsignedLong(seen.substring(2), 16), table.kfunc("f").orElseThrow().callable()
                .call(null, -1, Long.parseUnsignedLong(register.substring(2), 16), -1, -1, -1));
    }

    @Test
    void shouldLeaveZerosAboveTheNarrowResultOfAKfuncOnly() {
        final FunctionTable table = FunctionTable.builder()
                .kfunc("k", "int k(void)", (context, r1, r2, r3, r4, r5) -> -16)
                .helper(9001, "h", "int h(void)", (context, r1, r2, r3, r4, r5) -> -16)
                .kfunc("wide", "long wide(void)", (context, r1, r2, r3, r4, r5) -> -16)
                .build();
        assertEquals(0xffff_fff0L, table.kfunc("k").orElseThrow().callable().call(null, 0, 0, 0, 0, 0));
        assertEquals(-16, table.helper(9001).orElseThrow().callable().call(null, 0, 0, 0, 0, 0));
        assertEquals(-16, table.kfunc("wide").orElseThrow().callable().call(null, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldRefuseAPrototypeOfAnotherName() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FunctionTable.builder()
                .helper(9001, "one", "u64 two(void)", (context, r1, r2, r3, r4, r5) -> 1))
                .getMessage().contains("the prototype of 'one' declares 'two'"));
    }

    @Test
    void shouldKnowTheHelpersThatAreMissing() {
        final FunctionTable table = FunctionTable.standard();
        assertEquals("bpf_perf_event_output", table.missingHelpers().get(25));
        assertEquals("bpf_cgrp_storage_delete", table.helperName(211).orElseThrow());
        assertTrue(table.helperName(212).isEmpty());
        assertTrue(table.helperName(0).isEmpty());
        for (final FunctionTable.Entry entry : table.entries()) {
            assertTrue(entry.isKfunc() || KernelHelpers.name(entry.number()).orElseThrow().equals(entry.name()),
                    entry.toString());
        }
    }
}
