package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be put into an array of programs; the answers were observed on 6.18. */
class ProgramArrayMapTest {
    private static final int SYSCALL = 31;
    private static final int SOCKET_FILTER = 1;

    private final ProgramArrayMap array = (ProgramArrayMap) TestMaps.make(MapType.PROG_ARRAY, 4, 4, 2);
    private final MapView view = MapView.of(array);

    /** A program, as far as the map knows one. */
    private record Program(int id, String name, int programType) implements TailCallTarget {
    }

    @AfterEach
    void close() {
        array.close();
    }

    private static byte[] key(final int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    }

    private Errno refused(final int key, final TailCallTarget program, final long flags) {
        return assertThrows(MapException.class, () -> view.put(key(key), program, flags)).errno();
    }

    @Test
    void shouldHoldPrograms() {
        final Program first = new Program(7, "first", SYSCALL);
        final Program second = new Program(8, "second", SYSCALL);
        assertNull(array.find(0));
        view.put(key(0), first, MapFlags.ANY);
        view.put(key(1), first, MapFlags.ANY);
        assertSame(first, array.find(0));
        assertEquals(7, view.lookup(key(1)).orElseThrow()[0]);
        view.put(key(0), second, MapFlags.ANY);
        assertSame(second, array.find(0));
        assertSame(first, array.find(1));
        assertTrue(view.delete(key(1)));
        assertNull(array.find(1));
        assertNull(array.find(2));
        assertNull(array.find(-1));
    }

    @Test
    void shouldAnswerAsTheKernelDoes() {
        final Program program = new Program(7, "program", SYSCALL);
        for (final long flags : List.of(1L, 2L, 4L, 8L)) {
            assertEquals(Errno.EINVAL, refused(0, program, flags));
        }
        assertEquals(Errno.E2BIG, refused(2, program, MapFlags.ANY));
        assertEquals(Errno.EBADF, assertThrows(MapException.class,
                () -> view.update(key(0), key(7), MapFlags.ANY)).errno());
    }

    /** The type of the first program stays that of the array, even when it is empty again. */
    @Test
    void shouldTakeProgramsOfOneTypeOnly() {
        view.put(key(0), new Program(7, "syscall", SYSCALL), MapFlags.ANY);
        final Program filter = new Program(8, "filter", SOCKET_FILTER);
        assertEquals(Errno.EINVAL, refused(1, filter, MapFlags.ANY));
        view.delete(key(0));
        assertEquals(Errno.EINVAL, refused(0, filter, MapFlags.ANY));
        try (BpfMap other = TestMaps.make(MapType.PROG_ARRAY, 4, 4, 1)) {
            MapView.of(other).put(key(0), filter, MapFlags.ANY);
        }
    }

    @Test
    void shouldFindOneOfThoseThatWereThereWhileTheyAreSwapped() throws Exception {
        final Program[] programs = {new Program(7, "a", SYSCALL), new Program(8, "b", SYSCALL)};
        view.put(key(0), programs[0], MapFlags.ANY);
        final int rounds = 200_000;
        Parallel.run(
                thread -> {
                    for (int i = 0; i < rounds; i++) {
                        view.put(key(0), programs[i & 1], MapFlags.ANY);
                    }
                },
                thread -> {
                    for (int i = 0; i < rounds; i++) {
                        assertTrue(array.find(0) instanceof Program);
                    }
                });
    }
}
