package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.memory.NativeMemory;
import java.util.BitSet;

/** The kfuncs of bpf_for_each(bits, ...) (kernel/bpf/helpers.c). */
final class BitIteratorFunctions {
    /** Most words: BITS_ITER_NR_WORDS_MAX. */
    private static final int MAX_WORDS = 511;
    /** Bytes of struct bpf_iter_bits. */
    private static final int SIZE = 16;
    /** Where in it the number of the bit is. */
    private static final int BIT = 12;

    private BitIteratorFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.kfunc("bpf_iter_bits_new",
                "int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words)",
                BitIteratorFunctions::begin);
        table.kfunc("bpf_iter_bits_next", "int *bpf_iter_bits_next(struct bpf_iter_bits *it)",
                BitIteratorFunctions::next);
        table.kfunc("bpf_iter_bits_destroy", "void bpf_iter_bits_destroy(struct bpf_iter_bits *it)",
                BitIteratorFunctions::end);
    }

    /** An iterator that could not be made has no bits, and must be destroyed all the same. */
    private static long begin(final CallContext context, final long iterator, final long words, final long count,
            final long unused4, final long unused5) {
        if (!context.isOnStack(iterator, SIZE)) {
            context.fail("an iterator must be on the stack, not at 0x%x".formatted(iterator));
        }
        if (context.loan(iterator) != null) {
            context.fail("expected uninitialized iter_bits at 0x%x".formatted(iterator));
        }
        NativeMemory.zero(iterator, SIZE);
        NativeMemory.putInt(iterator + BIT, -1);
        final BitSet bits = new BitSet();
        final long answer = fill(context, bits, words, count);
        context.lend(new BitIterator(iterator, bits));
        return answer;
    }

    private static long fill(final CallContext context, final BitSet bits, final long words, final long count) {
        if (words == 0 || count == 0) {
            return -Errno.EINVAL.number();
        }
        if (count > MAX_WORDS) {
            return -Errno.E2BIG.number();
        }
        final long place = context.place(AddressSpace.KERNEL, words, count * Long.BYTES);
        if (place == 0) {
            return count > 1 && context.isUserAddress(words) ? -Errno.ERANGE.number() : -Errno.EFAULT.number();
        }
        final long[] copy = new long[(int) count];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = NativeMemory.getLong(place + (long) i * Long.BYTES);
        }
        bits.or(BitSet.valueOf(copy));
        return 0;
    }

    private static long next(final CallContext context, final long iterator, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        final int bit = at(context, iterator).next();
        if (bit < 0) {
            return 0;
        }
        NativeMemory.putInt(iterator + BIT, bit);
        return iterator + BIT;
    }

    private static long end(final CallContext context, final long iterator, final long unused2, final long unused3,
            final long unused4, final long unused5) {
        context.takeBack(at(context, iterator));
        return 0;
    }

    private static BitIterator at(final CallContext context, final long iterator) {
        if (!(context.loan(iterator) instanceof final BitIterator found)) {
            context.fail("expected an initialized iter_bits at 0x%x".formatted(iterator));
            throw new IllegalStateException("a program that failed went on");
        }
        return found;
    }
}
