package io.bpfarena.runtime.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are what {@code llvm-objdump --mcpu=v4} of LLVM 19 prints for the same bytes. */
class InstructionTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bf 21 00 00 00 00 00 00 | r1 = r2
            bc 21 00 00 00 00 00 00 | w1 = w2
            b7 01 00 00 d6 ff ff ff | r1 = -0x2a
            b4 01 00 00 2a 00 00 00 | w1 = 0x2a
            b7 00 00 00 ff ff ff 7f | r0 = 0x7fffffff
            0f 21 00 00 00 00 00 00 | r1 += r2
            3f 21 01 00 00 00 00 00 | r1 s/= r2
            3f 21 00 00 00 00 00 00 | r1 /= r2
            94 01 01 00 07 00 00 00 | w1 s%= 0x7
            c7 01 00 00 03 00 00 00 | r1 s>>= 0x3
            7c 21 00 00 00 00 00 00 | w1 >>= w2
            87 01 00 00 00 00 00 00 | r1 = -r1
            84 01 00 00 00 00 00 00 | w1 = -w1
            dc 01 00 00 10 00 00 00 | r1 = be16 r1
            d4 01 00 00 40 00 00 00 | r1 = le64 r1
            d7 01 00 00 20 00 00 00 | r1 = bswap32 r1
            bf 21 08 00 00 00 00 00 | r1 = (s8)r2
            bc 21 10 00 00 00 00 00 | w1 = (s16)w2
            bf 21 01 00 01 00 00 00 | r1 = addr_space_cast(r2, 0x0, 0x1)
            bf 21 01 00 00 00 01 00 | r1 = addr_space_cast(r2, 0x1, 0x0)
            79 a1 f8 ff 00 00 00 00 | r1 = *(u64 *)(r10 - 0x8)
            71 21 00 00 00 00 00 00 | w1 = *(u8 *)(r2 + 0x0)
            81 21 04 00 00 00 00 00 | r1 = *(s32 *)(r2 + 0x4)
            63 21 04 00 00 00 00 00 | *(u32 *)(r1 + 0x4) = w2
            7b 21 04 00 00 00 00 00 | *(u64 *)(r1 + 0x4) = r2
            7a 01 00 00 05 00 00 00 | *(u64 *)(r1 + 0x0) = 0x5
            db 21 00 00 00 00 00 00 | lock *(u64 *)(r1 + 0x0) += r2
            c3 21 08 00 a0 00 00 00 | lock *(u32 *)(r1 + 0x8) ^= w2
            db 21 00 00 01 00 00 00 | r2 = atomic_fetch_add((u64 *)(r1 + 0x0), r2)
            c3 21 fc ff 41 00 00 00 | w2 = atomic_fetch_or((u32 *)(r1 - 0x4), w2)
            db 21 00 00 e1 00 00 00 | r2 = xchg_64(r1 + 0x0, r2)
            c3 21 00 00 e1 00 00 00 | w2 = xchg32_32(r1 + 0x0, w2)
            db 21 00 00 f1 00 00 00 | r0 = cmpxchg_64(r1 + 0x0, r0, r2)
            c3 21 00 00 f1 00 00 00 | w0 = cmpxchg32_32(r1 + 0x0, w0, w2)
            6d 21 05 00 00 00 00 00 | if r1 s> r2 goto +0x5
            16 01 fd ff 05 00 00 00 | if w1 == 0x5 goto -0x3
            45 01 02 00 01 00 00 00 | if r1 & 0x1 goto +0x2
            4e 21 02 00 00 00 00 00 | if w1 & w2 goto +0x2
            55 01 9c ff ff ff ff ff | if r1 != -0x1 goto -0x64
            d6 01 00 00 00 00 00 80 | if w1 s<= -0x80000000 goto +0x0
            05 00 05 00 00 00 00 00 | goto +0x5
            05 00 ff ff 00 00 00 00 | goto -0x1
            06 00 00 00 05 00 00 00 | gotol +0x5
            e5 00 05 00 00 00 00 00 | may_goto +0x5
            85 00 00 00 06 00 00 00 | call 0x6
            8d 01 00 00 00 00 00 00 | callx r1
            95 00 00 00 00 00 00 00 | exit
            18 01 00 00 89 67 45 23 00 00 00 00 01 00 00 00 | r1 = 0x123456789 ll
            18 01 00 00 ff ff ff ff 00 00 00 00 ff ff ff ff | r1 = -0x1 ll
            30 00 00 00 04 00 00 00 | r0 = *(u8 *)skb[0x4]
            48 10 00 00 00 00 00 00 | r0 = *(u16 *)skb[r1]
            """)
    void shouldReadAsLlvmPrintsIt(final String hex, final String text) {
        final List<Instruction> slots = decode(hex);
        assertEquals(text, slots.size() == 1
                ? InstructionText.of(slots.getFirst()) : InstructionText.of(slots.getFirst(), slots.getLast()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            d3 21 04 00 00 01 00 00 | w1 = load_acquire((u8 *)(r2 + 0x4))
            db 21 fc ff 10 01 00 00 | store_release((u64 *)(r1 - 0x4), r2)
            """)
    void shouldReadWhatCameAfterThatRelease(final String hex, final String text) {
        assertEquals(text, InstructionText.of(decode(hex).getFirst()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00 00 00 00 00 00 00 00 | .8byte 0x0000000000000000
            e7 01 00 00 01 00 00 00 | .8byte 0x00000001000001e7
            f5 00 00 00 00 00 00 00 | .8byte 0x00000000000000f5
            c1 21 00 00 00 00 00 00 | .8byte 0x00000000000021c1
            db 21 00 00 02 00 00 00 | .8byte 0x00000002000021db
            """)
    void shouldReadAsNumberWhatIsNoInstruction(final String hex, final String text) {
        assertEquals(text, InstructionText.of(decode(hex).getFirst()));
    }

    @Test
    void shouldReadTheSmallestNumber() {
        final List<Instruction> slots = Bytecode.wide(3, Long.MIN_VALUE);
        assertEquals("r3 = -0x8000000000000000 ll", InstructionText.of(slots.getFirst(), slots.getLast()));
    }

    private static List<Instruction> decode(final String hex) {
        final byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        final List<Instruction> slots = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += Instruction.SIZE) {
            long slot = 0;
            for (int i = Instruction.SIZE - 1; i >= 0; i--) {
                slot = slot << Byte.SIZE | bytes[start + i] & 0xFF;
            }
            slots.add(Instruction.decode(slot));
            assertEquals(slot, slots.getLast().encode());
        }
        return slots;
    }
}
