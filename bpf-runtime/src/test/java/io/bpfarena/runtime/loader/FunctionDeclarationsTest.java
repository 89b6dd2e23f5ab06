package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.btf.BtfType.Linkage;
import io.bpfarena.runtime.program.FunctionDeclaration;
import io.bpfarena.runtime.program.LinkedProgram;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of functions goes with them: prototype, tags, and which one runs after bpf_throw. */
class FunctionDeclarationsTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context());

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @Test
    void shouldKeepPrototypesAndTagsOfSubprograms() throws Exception {
        final LinkedProgram tagged = linked("tagged");
        final FunctionDeclaration byArgument = declaration(tagged, "by_argument");
        assertEquals(List.of(List.of("arg:arena"), List.of()), byArgument.parameterTags());
        assertEquals(List.of("list", "limit"),
                byArgument.prototype().parameters().stream().map(parameter -> parameter.name()).toList());
        assertTrue(byArgument.takesArenaPointer(0));
        assertFalse(byArgument.takesArenaPointer(1));
        final FunctionDeclaration byType = declaration(tagged, "by_type");
        assertEquals(List.of(List.of(), List.of()), byType.parameterTags());
        assertFalse(byType.takesArenaPointer(0));
        assertTrue(byType.takesArenaPointer(1));
        assertEquals("int", byType.types().describe(byType.prototype().returnType()));
        assertEquals(List.of("exception_callback:handler"), declaration(linked("throwing"), "throwing").tags());
    }

    @Test
    void shouldGiveHiddenFunctionsTheLinkageOfStaticOnes() throws Exception {
        final LinkedProgram tagged = linked("tagged");
        assertEquals(Linkage.STATIC, declaration(tagged, "hidden").linkage());
        assertEquals(Linkage.STATIC, declaration(tagged, "local").linkage());
        assertEquals(Linkage.GLOBAL, declaration(tagged, "by_type").linkage());
    }

    @Test
    void shouldAppendTheExceptionCallbackAndWhatItCalls() throws Exception {
        final LinkedProgram throwing = linked("throwing");
        assertEquals(List.of("throwing", "handler", "helped", "local"),
                throwing.subprograms().stream().map(LinkedProgram.Subprogram::name).toList());
        assertEquals(OptionalInt.of(throwing.subprograms().get(1).start()), throwing.exceptionCallback());
        final LinkedProgram calling = linked("calling");
        assertEquals(List.of("calling", "local", "weak_handler"),
                calling.subprograms().stream().map(LinkedProgram.Subprogram::name).toList());
        assertEquals(OptionalInt.of(calling.subprograms().get(2).start()), calling.exceptionCallback());
        assertEquals(OptionalInt.empty(), linked("tagged").exceptionCallback());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "names_none          | ENOENT | cannot find exception callback 'absent'",
        "names_nothing       | EINVAL | exception_callback:<value> decl tag contains empty value",
        "names_two           | EINVAL | multiple exception callback tags for main subprog",
        "names_program       | ENOENT | cannot find exception callback 'names_two'",
        "names_static        | EINVAL | exception callback local must be a global non-hidden function",
        "names_hidden        | EINVAL | exception callback hidden must be a global non-hidden function",
        "names_two_arguments | EINVAL | exception cb 'two_arguments' only supports single integer argument",
        "names_pointer       | EINVAL | exception cb 'of_pointer' only supports single integer argument",
        "names_void          | EINVAL | Global function of_nothing() doesn't return scalar. Only those are supported.",
        "calls_it            | EINVAL | insn 1 cannot call exception cb directly",
    })
    void shouldRefuseExceptionCallbacks(final String program, final Errno errno, final String message)
            throws Exception {
        final BpfObject object = open("refused/exception_callbacks");
        object.program(program).orElseThrow().autoload(true);
        refused(object, errno, "prog '%s': %s (%s)".formatted(program, message, errno));
    }

    @Test
    void shouldRefuseAnExceptionCallbackOfASubprogram() throws Exception {
        refused(open("refused/misplaced_exception_callback"), Errno.EINVAL, "prog 'program': "
                + "exception_callback:<value> decl tag not applied to the main program (EINVAL)");
    }

    private void refused(final BpfObject object, final Errno errno, final String message) {
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(message, e.getMessage());
        assertEquals(errno, e.errno());
    }

    private LinkedProgram linked(final String program) throws Exception {
        return runtime.load(open("declarations")).program(program).orElseThrow().linked();
    }

    private static FunctionDeclaration declaration(final LinkedProgram program, final String function) {
        return program.subprograms().stream().filter(subprogram -> subprogram.name().equals(function))
                .findFirst().orElseThrow().declaration().orElseThrow();
    }

    private static BpfObject open(final String name) throws Exception {
        return BpfObject.open("declarations", TestObjects.bytes(name));
    }
}
