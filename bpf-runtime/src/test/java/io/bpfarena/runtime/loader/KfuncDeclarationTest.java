package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.LoadedProgram;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.helper.FunctionTable;
import io.bpfarena.runtime.program.ProgramFaultException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a kfunc is what an object declares it to be: libbpf's bpf_object__resolve_ksym_func_btf_id. */
class KfuncDeclarationTest {
    private final BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context().functions(FunctionTable.builder()
            .addAll(FunctionTable.standard())
            .kfunc("test_triple", "u64 test_triple(u64 x)", (context, x, r2, r3, r4, r5) -> 3 * x).build()));

    @AfterEach
    void close() {
        runtime.close();
    }

    private static BpfObject open() throws Exception {
        return BpfObject.open("kfuncs", TestObjects.bytes("refused/kfunc_prototypes"));
    }

    @ParameterizedTest
    @CsvSource({"plain, 42", "flavor, 42", "narrow, 42", "filled_in, 42", "weak, -7"})
    void shouldTakeWhatFitsAndDoWithoutWeakOnesThatDoNot(final String program, final int result) throws Exception {
        final LoadedObject object = runtime.load(open());
        assertEquals(result, object.program(program).orElseThrow().run(new byte[] {14, 0, 0, 0, 0, 0, 0, 0}).retval());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "more    | u64 (u64, u64)",
        "less    | u64 (void)",
        "pointer | u64 (void *)",
        "nothing | void (u64)",
        "address | u64 * (u64)",
    })
    void shouldRefuseWhatDoesNotFit(final String program, final String declared) throws Exception {
        final BpfObject object = open();
        object.program(program).orElseThrow().autoload(true);
        final LoadException e = assertThrows(LoadException.class, () -> runtime.load(object));
        assertEquals(Errno.EINVAL, e.errno());
        assertTrue(e.getMessage().contains("extern (func ksym) 'test_triple___%s': func_proto '%s' incompatible with "
                .formatted(program, declared) + "'u64 test_triple(u64 x)'"), e.getMessage());
        assertTrue(e.getMessage().startsWith("prog '" + program + "': insn #"), e.getMessage());
    }

    @Test
    void shouldFaultWhereAWeakOneThatDoesNotFitIsCalled() throws Exception {
        final BpfObject object = open();
        object.program("careless").orElseThrow().autoload(true);
        final LoadedProgram careless = runtime.load(object).program("careless").orElseThrow();
        assertTrue(assertThrows(ProgramFaultException.class, () -> careless.run(new byte[8])).getMessage()
                .contains("kfunc 'test_triple___weak' is referenced but wasn't resolved"));
    }
}
