package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bpfarena.runtime.isa.Operation.*;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OperationTest {
    @Test
    void shouldLoseNothing() {
        Encodings.forEach(slots -> {
            final Operation operation = Operation.decodeAt(slots, 0);
            assertEquals(operation instanceof Unknown ? slots.subList(0, 1) : slots, operation.encode());
        });
    }

    @Test
    void shouldLoseNothingOfRandomSlots() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 100_000; round++) {
            final List<Instruction> slots = random.longs(1 + random.nextInt(4))
                    .mapToObj(Instruction::decode).toList();
            final List<Instruction> again = new ArrayList<>();
            Operation.decodeAll(slots).forEach(operation -> again.addAll(operation.encode()));
            assertEquals(slots, again, "seed " + seed);
        }
    }

    /** What the validator accepts is an operation, and of the operations it refuses few, for reasons of their own. */
    @Test
    void shouldAgreeWithTheValidator() {
        final Set<Class<?>> seen = new HashSet<>();
        final AtomicInteger unknown = new AtomicInteger();
        Encodings.forEach(slots -> {
            final Operation operation = Operation.decodeAt(slots, 0);
            // Most slots are no operation; that none of them passes the validator is seen from every 17th.
            if (operation instanceof Unknown && unknown.incrementAndGet() % 17 != 0) {
                return;
            }
            final String complaint = complaint(slots.getFirst());
            if (complaint == null) {
                assertTrue(!(operation instanceof Unknown), slots.getFirst().toString());
                seen.add(operation.getClass());
            } else if (!(operation instanceof Unknown)) {
                assertTrue(complaint.equals("frame pointer is read only")
                        || complaint.startsWith("unrecognized bpf_ld_imm64 insn: src is")
                        || complaint.startsWith("addr_space_cast insn can only convert"), complaint);
            }
        });
        final Set<Class<?>> all = new HashSet<>(List.of(Operation.class.getPermittedSubclasses()));
        all.remove(Unknown.class);
        assertEquals(all, seen);
    }

    private static String complaint(final Instruction instruction) {
        try {
            FieldRules.check(0, instruction);
            return null;
        } catch (final InvalidInstructionException e) {
            return e.what();
        }
    }

    @Test
    void shouldTakeHalfALoadForNoOperation() {
        final Instruction first = Bytecode.wide(1, 5).getFirst();
        assertInstanceOf(Unknown.class, Operation.decode(first, null));
        assertInstanceOf(Unknown.class, Operation.decode(first, Bytecode.exit().getFirst()));
        assertEquals(List.of(new Unknown(first.encode()), new Exit()),
                Operation.decodeAll(List.of(first, Bytecode.exit().getFirst())));
    }

    @Test
    void shouldCountTheSlotsOfALoad() {
        final List<Operation> operations = Operation.decodeAll(
                Bytecode.program(Bytecode.wide(1, 5), Bytecode.map(2, 0), Bytecode.exit()));
        assertEquals(List.of(2, 2, 1), operations.stream().map(Operation::slots).toList());
        assertEquals(new LoadNumber(1, 5), operations.getFirst());
    }

    @Test
    void shouldGiveBothHalvesOfAReference() {
        final LoadReference load = assertInstanceOf(LoadReference.class,
                Operation.decodeAt(Bytecode.mapValue(2, 7, -16), 0));
        assertEquals(7, load.target());
        assertEquals(-16, load.offset());
        assertNull(complaint(Bytecode.mapValue(2, 7, -16).getFirst()));
    }
}
