package io.bpfarena.runtime.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each type answers to the element operations of user space, step by step; all observed on 6.18 but where noted.
 * Maps have keys of four bytes (queues and stacks none), values of eight, and two entries; there are two CPUs.
 *
 * <p>A step is an operation, its key, for an update value and flags, and what is answered: a value, OK, none, or an
 * error.
 */
class ElementRulesTest {
    private static final int CPUS = 2;
    private static final int KEY = 4;

    private final MapFactory factory = new MapFactory((name, wanted) -> {
        throw new AssertionError("no arenas here");
    }, CPUS);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            array       | lookup 0 = 0; update 0 5 0 = OK; lookup 0 = 5; update 0 6 2 = OK; lookup 0 = 6
            array       | update 0 5 1 = EEXIST; update 0 5 3 = EINVAL; update 0 5 4 = EINVAL; update 0 5 8 = EINVAL
            array       | lookup 2 = none; update 2 5 0 = E2BIG; update 2 5 1 = E2BIG; update 2 5 3 = EINVAL
            array       | delete 0 = EINVAL; delete 2 = EINVAL; take 0 = ENOTSUPP
            array       | next = 0; next 0 = 1; next 1 = none; next 2 = 0; next 77 = 0
            percpu_array | lookup 0 = 0,0; update 0 5,6 0 = OK; lookup 0 = 5,6; update 0 7,8 2 = OK; lookup 0 = 7,8
            percpu_array | update 0 5,6 1 = EEXIST; update 0 5,6 3 = EINVAL; update 0 5,6 4 = EINVAL
            percpu_array | lookup 2 = none; update 2 5,6 0 = E2BIG; update 2 5,6 1 = E2BIG
            percpu_array | delete 0 = EINVAL; take 0 = ENOTSUPP; next = 0; next 0 = 1; next 1 = none
            hash        | lookup 1 = none; update 1 5 2 = ENOENT; update 1 5 0 = OK; lookup 1 = 5
            hash        | update 1 5 1 = OK; update 1 6 1 = EEXIST; update 1 6 2 = OK; lookup 1 = 6
            hash        | update 1 5 3 = EINVAL; update 1 5 4 = EINVAL; update 1 5 5 = EINVAL; update 1 5 8 = EINVAL
            hash        | update 1 5 0 = OK; update 2 5 0 = OK; update 3 5 0 = E2BIG; update 3 5 2 = ENOENT
            hash        | update 1 5 0 = OK; update 2 5 0 = OK; update 2 6 0 = OK; lookup 2 = 6
            hash        | delete 1 = none; update 1 5 0 = OK; delete 1 = OK; delete 1 = none
            hash        | take 1 = none; update 1 5 0 = OK; take 1 = 5; take 1 = none; update 1 6 1 = OK
            hash        | next = none; next 1 = none; update 1 5 0 = OK; next = 1; next 1 = none; next 77 = 1
            percpu_hash | lookup 1 = none; update 1 5,6 2 = ENOENT; update 1 5,6 0 = OK; lookup 1 = 5,6
            percpu_hash | update 1 5,6 1 = OK; update 1 5,6 1 = EEXIST; update 1 7,8 2 = OK; lookup 1 = 7,8
            percpu_hash | update 1 5,6 3 = EINVAL; update 1 5,6 4 = EINVAL; update 1 5,6 8 = EINVAL
            percpu_hash | update 1 5,6 0 = OK; update 2 5,6 0 = OK; update 3 5,6 0 = E2BIG; update 3 5,6 2 = ENOENT
            percpu_hash | delete 1 = none; update 1 5,6 0 = OK; take 1 = 5,6; take 1 = none; update 1 7,8 1 = OK
            percpu_hash | update 1 5,6 0 = OK; next = 1; next 1 = none; delete 1 = OK; next = none
            lru_hash    | lookup 1 = none; update 1 5 2 = ENOENT; update 1 5 1 = OK; update 1 6 2 = OK; lookup 1 = 6
            lru_hash    | update 1 5 3 = EINVAL; update 1 5 4 = EINVAL; update 1 5 8 = EINVAL; delete 1 = none
            lru_hash    | update 1 5 0 = OK; take 1 = 5; take 1 = none; update 1 5 0 = OK; delete 1 = OK; next = none
            lru_hash    | update 1 5 0 = OK; update 2 5 0 = OK; update 3 7 0 = OK; lookup 3 = 7; delete 3 = OK
            lru_percpu_hash | lookup 1 = none; update 1 5,6 2 = ENOENT; update 1 5,6 1 = OK; lookup 1 = 5,6
            lru_percpu_hash | update 1 5,6 3 = EINVAL; update 1 5,6 0 = OK; take 1 = 5,6; delete 1 = none
            lru_percpu_hash | update 1 5,6 0 = OK; update 2 5,6 0 = OK; update 3 7,8 0 = OK; lookup 3 = 7,8
            queue       | lookup - = none; update - 5 1 = EINVAL; update - 5 3 = EINVAL; update - 5 4 = EINVAL
            queue       | update - 1 0 = OK; update - 2 0 = OK; update - 3 0 = E2BIG; lookup - = 1; take - = 1
            queue       | update - 1 0 = OK; update - 2 0 = OK; update - 3 2 = OK; take - = 2; take - = 3; take - = none
            queue       | delete - = EINVAL; next = EINVAL; next - = EINVAL; lookup 0 = EINVAL; update 0 1 0 = EINVAL
            stack       | lookup - = none; update - 5 1 = EINVAL; update - 5 3 = EINVAL; update - 5 8 = EINVAL
            stack       | update - 1 0 = OK; update - 2 0 = OK; update - 3 0 = E2BIG; lookup - = 2; take - = 2
            stack       | update - 1 0 = OK; update - 2 0 = OK; update - 3 2 = OK; take - = 3; take - = 2; take - = none
            stack       | delete - = EINVAL; next = EINVAL; next - = EINVAL; take 0 = EINVAL
            ringbuf     | lookup - = ENOTSUPP; delete - = ENOTSUPP; next = ENOTSUPP; take - = ENOTSUPP
            user_ringbuf | lookup - = ENOTSUPP; delete - = ENOTSUPP; next = ENOTSUPP; take - = ENOTSUPP
            prog_array  | lookup 0 = none; lookup 2 = none; delete 0 = none; delete 2 = E2BIG; take 0 = ENOTSUPP
            prog_array  | next = 0; next 0 = 1; next 1 = none
            array_of_maps | lookup 0 = none; lookup 2 = none; delete 0 = none; delete 2 = E2BIG; take 0 = ENOTSUPP
            array_of_maps | next = 0; next 0 = 1; next 1 = none
            hash_of_maps | lookup 1 = none; delete 1 = none; next = none; take 1 = ENOTSUPP
            """)
    void shouldAnswerAsTheKernelDoes(final String type, final String steps) {
        try (BpfMap map = map(type, 0)) {
            run(MapView.of(map), steps);
        }
    }

    /** What BPF_F_RDONLY and BPF_F_WRONLY leave to user space. */
    @ParameterizedTest(name = "{0}, flags {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            hash  | 8  | update 1 5 0 = EPERM; lookup 1 = none; delete 1 = EPERM; next = none; take 1 = EPERM
            hash  | 16 | update 1 5 0 = OK; lookup 1 = EPERM; next = EPERM; take 1 = EPERM; delete 1 = OK
            array | 8  | update 1 5 0 = EPERM; lookup 1 = 0; next = 0
            queue | 16 | update - 5 0 = OK; lookup - = EPERM; take - = EPERM
            """)
    void shouldKeepUserSpaceOutAsTheKernelDoes(final String type, final int flags, final String steps) {
        try (BpfMap map = map(type, flags)) {
            run(MapView.of(map), steps);
        }
    }

    private BpfMap map(final String label, final int flags) {
        MapType type = null;
        for (final MapType candidate : MapType.values()) {
            type = candidate.label().equals(label) ? candidate : type;
        }
        final int number = type.number();
        return factory.create("test", switch (type) {
            case QUEUE, STACK -> new MapAttributes(number, 0, 8, 2, flags, 0, 0);
            case RINGBUF, USER_RINGBUF -> new MapAttributes(number, 0, 0, 4096, flags, 0, 0);
            case PROG_ARRAY -> new MapAttributes(number, KEY, 4, 2, flags, 0, 0);
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> new MapAttributes(number, KEY, 4, 2, flags, 0, 0)
                    .withInnerMap(new MapAttributes(MapType.ARRAY.number(), 4, 8, 1, 0, 0, 0));
            default -> new MapAttributes(number, KEY, 8, 2, flags, 0, 0);
        });
    }

    private static void run(final MapView view, final String steps) {
        for (final String step : steps.split(";")) {
            final String[] sides = step.split("=");
            assertEquals(sides[1].strip(), answer(view, sides[0].strip().split(" ")), step);
        }
    }

    private static String answer(final MapView view, final String[] words) {
        final byte[] key = words.length == 1 || words[1].equals("-")
                ? new byte[0] : ByteBuffer.allocate(KEY).order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Integer.parseInt(words[1])).array();
        try {
            return switch (words[0]) {
                case "lookup" -> text(view.lookup(key));
                case "take" -> text(view.lookupAndDelete(key));
                case "delete" -> view.delete(key) ? "OK" : "none";
                case "next" -> text(view.nextKey(words.length == 1 ? null : key));
                case "update" -> {
                    view.update(key, bytes(words[2]), Long.parseLong(words[3]));
                    yield "OK";
                }
                default -> throw new IllegalArgumentException(words[0]);
            };
        } catch (final MapException e) {
            return e.errno().name();
        }
    }

    private static byte[] bytes(final String numbers) {
        final String[] values = numbers.split(",");
        final ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (final String value : values) {
            bytes.putLong(Long.parseLong(value));
        }
        return bytes.array();
    }

    private static String text(final Optional<byte[]> found) {
        if (found.isEmpty()) {
            return "none";
        }
        final ByteBuffer bytes = ByteBuffer.wrap(found.get()).order(ByteOrder.LITTLE_ENDIAN);
        final StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(bytes.remaining() >= 8 ? bytes.getLong() : bytes.getInt());
        }
        return text.toString();
    }
}
