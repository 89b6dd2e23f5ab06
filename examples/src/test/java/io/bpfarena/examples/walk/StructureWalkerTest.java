package io.bpfarena.examples.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.examples.Structure;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StructureWalkerTest {
    private static final Walk NOTHING = new Walk(0, 0, 0xcbf29ce484222325L);

    private static final Place OUTSIDE = number(0x4000_0000_0000L);
    private static final Place ABSENT = number(HandMadeArena.BASE + HandMadeArena.LENGTH - 4096);
    private static final Place HEAD = (memory, head) -> head;
    private static final Place TABLE_NODE = StructureWalkerTest::firstChain;
    private static final Place ROOT = HandMadeArena::get;
    private static final Place LEFTMOST = StructureWalkerTest::leftmost;
    private static final Place FIRST_MIDDLE = HandMadeArena::get;

    private final HandMadeArena arena = new HandMadeArena();

    @AfterEach
    void unmap() {
        arena.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindWhatTheProgramFoundInAKernel(final Structure structure) throws DamagedStructureException {
        final long head = HandMadeStructures.build(structure, arena, KernelWalks.COUNT);
        assertEquals(KernelWalks.of(structure), structure.walker().walk(arena.reader(), head));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindNothingInAStructureThatIsNotThere(final Structure structure) throws DamagedStructureException {
        assertEquals(NOTHING, structure.walker().walk(arena.reader(), 0));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindNothingInAnEmptyStructure(final Structure structure) throws DamagedStructureException {
        final long head = HandMadeStructures.build(structure, arena, 0);
        assertEquals(NOTHING, structure.walker().walk(arena.reader(), head));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAHeadThatLeadsOutOfTheArena(final Structure structure) {
        for (final long head : new long[] {HandMadeArena.BASE - 8, HandMadeArena.BASE + HandMadeArena.LENGTH, 8, -8,
                Long.MIN_VALUE, Long.MAX_VALUE - 7}) {
            final DamagedStructureException e = assertThrows(DamagedStructureException.class,
                    () -> structure.walker().walk(arena.reader(), head));
            assertTrue(e.getMessage().contains("leads out of the arena 0x300000000000-0x300004000000"),
                    e.getMessage());
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(Structure.LINKED_LIST, "next leads back", node(5), 0, node(2), "prev is not the node before"),
                damage(Structure.LINKED_LIST, "next leads out", node(5), 0, OUTSIDE, "leads out of the arena"),
                damage(Structure.LINKED_LIST, "next leads to an absent page", node(5), 0, ABSENT, "is not there"),
                damage(Structure.LINKED_LIST, "next is crooked", node(5), 0, (m, head) -> head + 1, "not aligned"),
                damage(Structure.HASH_TABLE, "a node is its own next", TABLE_NODE, 0, TABLE_NODE, "more nodes than"),
                damage(Structure.HASH_TABLE, "key of another bucket", TABLE_NODE, 8, number(0), "another bucket"),
                damage(Structure.HASH_TABLE, "too many buckets", HEAD, 8, number(1 << 20), "does not fit the shift"),
                damage(Structure.HASH_TABLE, "too large a shift", HEAD, 24, number(64), "does not fit the shift"),
                damage(Structure.HASH_TABLE, "buckets elsewhere", HEAD, 0, OUTSIDE, "leads out of the arena"),
                damage(Structure.HASH_TABLE, "wrong entries", HEAD, 16, number(99), "100 nodes, but 99 entries"),
                damage(Structure.RED_BLACK_TREE, "left leads up", LEFTMOST, 0, ROOT, "parent is not the node above"),
                damage(Structure.RED_BLACK_TREE, "root has a parent", ROOT, 16, ROOT, "parent is not the node above"),
                damage(Structure.RED_BLACK_TREE, "root is red", ROOT, 40, number(1), "a red root"),
                damage(Structure.RED_BLACK_TREE, "no colour", ROOT, 40, number(2), "neither red nor black: 2"),
                damage(Structure.RED_BLACK_TREE, "too large a key", LEFTMOST, 24, number(-1), "do not ascend"),
                damage(Structure.RED_BLACK_TREE, "half is missing", ROOT, 0, number(0), "different numbers of black"),
                damage(Structure.RED_BLACK_TREE, "right leads out", ROOT, 8, OUTSIDE, "leads out of the arena"),
                damage(Structure.RED_BLACK_TREE, "wrong count", HEAD, 8, number(101), "but a count of 101"),
                damage(Structure.SPARSE_ARRAY, "middle leads out", HEAD, 8, OUTSIDE, "leads out of the arena"),
                damage(Structure.SPARSE_ARRAY, "leaf is absent", FIRST_MIDDLE, 8, ABSENT, "is not there"));
    }

    private static Arguments damage(
            final Structure structure, final String name, final Place place, final int offset, final Place value,
            final String message) {
        return Arguments.of(structure, name, place, offset, value, message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("damages")
    void shouldNameTheDamage(
            final Structure structure, final String name, final Place place, final int offset, final Place value,
            final String message) {
        final long head = HandMadeStructures.build(structure, arena, 100);
        arena.put(place.find(arena, head) + offset, value.find(arena, head));
        final DamagedStructureException e = assertThrows(DamagedStructureException.class,
                () -> structure.walker().walk(arena.reader(), head), name);
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith("at 0x%x: ".formatted(e.address())), e.getMessage());
    }

    /** An address, or any other number, in a structure of 100 elements. */
    @FunctionalInterface
    interface Place {
        long find(HandMadeArena memory, long head);
    }

    private static Place number(final long value) {
        return (memory, head) -> value;
    }

    /** The list's node with that index. */
    private static Place node(final int index) {
        return (memory, head) -> {
            long node = head;
            for (int i = 0; i < index; i++) {
                node = memory.get(node);
            }
            return node;
        };
    }

    private static long firstChain(final HandMadeArena memory, final long table) {
        long bucket = memory.get(table);
        while (memory.get(bucket) == 0) {
            bucket += 8;
        }
        return memory.get(bucket);
    }

    private static long leftmost(final HandMadeArena memory, final long tree) {
        long node = memory.get(tree);
        while (memory.get(node) != 0) {
            node = memory.get(node);
        }
        return node;
    }

    /** Walks go on to the end or stop with the one exception, whatever single words are overwritten. */
    @ParameterizedTest
    @EnumSource
    void shouldEndOnWhateverItFinds(final Structure structure) {
        final long head = HandMadeStructures.build(structure, arena, 300);
        final Random random = new Random(structure.ordinal());
        int damaged = 0;
        for (int round = 0; round < 2_000; round++) {
            final long place = randomWord(random);
            final long before = arena.get(place);
            arena.put(place, switch (random.nextInt(4)) {
                case 0 -> random.nextLong();
                case 1 -> before ^ 1L << random.nextInt(64);
                case 2 -> HandMadeArena.BASE + random.nextInt(HandMadeArena.LENGTH);
                default -> randomWord(random);
            });
            try {
                structure.walker().walk(arena.reader(), head);
            } catch (final DamagedStructureException e) {
                damaged++;
            }
            arena.put(place, before);
        }
        assertTrue(damaged > 0, "no damage was seen");
    }

    private long randomWord(final Random random) {
        return HandMadeArena.BASE + random.nextInt(arena.used() / 8) * 8L;
    }
}
