package io.bpfarena.runtime.loader;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.TestObjects;
import io.bpfarena.runtime.btf.Btf;
import io.bpfarena.runtime.elf.ObjectFormatException;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Objects of which some bytes were changed: they load, or are refused with a typed error; nothing else happens, and
 * nothing takes much memory. {@code -Dbpfarena.fuzz.rounds=N} makes it longer, {@code -Dbpfarena.fuzz.seed=N} chooses
 * another course.
 */
class DamagedObjectsTest {
    private static final List<String> NAMES = TestObjects.NAMES;
    private static final long SEED = Long.getLong("bpfarena.fuzz.seed", 20_240_311);
    private static final int ROUNDS = Integer.getInteger("bpfarena.fuzz.rounds", 3_000);
    private static final Btf TARGET = target();
    /** Bytes of an object that are flipped one after the other. */
    private static final int FLIPS = 2_500;
    private static final long MEMORY_LIMIT = 64L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Values that tend to be wrong: 0, 1, -1, the ends of the signed and unsigned ranges. */
    private static final long[] NASTY = {
        0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000L, 0xFFFF_FFFFL, 0xFFFF_FFF8L,
        Long.MAX_VALUE, Long.MIN_VALUE, 4096, 1 << 20, 1 << 24,
    };

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldSurviveBytesBeingFlipped(final String name) {
        final byte[] bytes = TestObjects.bytes(name);
        // Each byte of a small object; of a large one, most of which is alike, as many as that.
        for (int i = 0; i < bytes.length; i += 1 + bytes.length / FLIPS) {
            bytes[i] = (byte) ~bytes[i];
            load(name, bytes, "byte %d flipped".formatted(i));
            bytes[i] = (byte) ~bytes[i];
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldSurviveDamageAtRandom(final String name) {
        final byte[] good = TestObjects.bytes(name);
        for (int round = 0; round < ROUNDS; round++) {
            final SplittableRandom random = new SplittableRandom(SEED + round);
            final byte[] bytes = good.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                damage(bytes, random);
            }
            load(name, bytes, "seed %d".formatted(SEED + round));
        }
    }

    /** The types of a target may come from anywhere as well. */
    @Test
    void shouldSurviveDamagedTypesOfTheTarget() throws Exception {
        final BpfObject object = BpfObject.open("core", TestObjects.bytes("core"));
        final byte[] good = TestObjects.bytes("target/moved");
        int loaded = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final SplittableRandom random = new SplittableRandom(SEED + round);
            final byte[] bytes = good.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                damage(bytes, random);
            }
            try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
                runtime.load(object.targetBtf(TypeFile.read(bytes))).close();
                loaded++;
            } catch (final ObjectFormatException | LoadException e) {
                assertTrue(!e.getMessage().isEmpty());
            } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("seed %d".formatted(SEED + round), e);
            }
        }
        assertTrue(loaded > 0, "not one of them could be loaded");
    }

    private static Btf target() {
        try {
            return TypeFile.read(TestObjects.bytes("target/moved"));
        } catch (final ObjectFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static void damage(final byte[] bytes, final SplittableRandom random) {
        final int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                final long value = NASTY[random.nextInt(NASTY.length)];
                final int size = 1 << random.nextInt(4);
                final int start = at & -size;
                for (int i = 0; i < size && start + i < bytes.length; i++) {
                    bytes[start + i] = (byte) (value >>> 8 * i);
                }
            }
            default -> {
                final int length = Math.min(random.nextInt(1, 64), bytes.length - at);
                System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
            }
        }
    }

    private static void load(final String name, final byte[] bytes, final String how) {
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        try (BpfRuntime runtime = BpfRuntime.launch(new BpfRuntime.Context())) {
            final BpfObject object = BpfObject.open(name, bytes);
            object.targetBtf(TARGET).kconfig("CONFIG_INT=-7\nCONFIG_TEXT=\"hello\"\nCONFIG_BOOL=y\n");
            object.warnings().forEach(warning -> assertTrue(warning.length() < 2_000));
            runtime.load(object).close();
        } catch (final ObjectFormatException e) {
            assertTrue(!e.section().isEmpty() || e.getMessage().length() > 10, () -> name + ", " + how + ": " + e);
        } catch (final LoadException e) {
            assertTrue(e.errno().number() > 0, () -> name + ", " + how + ": " + e);
        } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail(name + ", " + how + ": " + HexFormat.of().toHexDigits((short) bytes.length), e);
        }
        final long used = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(used < MEMORY_LIMIT, () -> "%s, %s: %d bytes of heap".formatted(name, how, used));
    }
}
