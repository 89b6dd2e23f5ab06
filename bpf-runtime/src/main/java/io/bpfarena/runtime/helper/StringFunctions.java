package io.bpfarena.runtime.helper;

import io.bpfarena.linux.Errno;

/**
 * The kernel's functions on strings that end with a zero byte (kernel/bpf/helpers.c): results are positions, not
 * pointers. Strings are the kernel's, so a user pointer is -ERANGE; other memory that the program may not read is
 * -EFAULT, if the function comes to it; and a string of 65536 bytes or more is -E2BIG.
 *
 * <p>Each takes time in proportion to the strings' lengths, as nothing interrupts it. The kernel's loops that look for
 * one string in another do not, but give the same answers.
 */
final class StringFunctions {
    private static final int MAX = ProbedText.MAX_LENGTH;
    private static final long NOT_FOUND = -Errno.ENOENT.number();
    private static final long TOO_LONG = -Errno.E2BIG.number();
    private static final long FAULT = -Errno.EFAULT.number();

    private StringFunctions() {
    }

    static void addTo(final FunctionTable.Builder table) {
        table.helper(182, "bpf_strncmp", "long bpf_strncmp(const char *s1, u32 s1_sz, const char *s2)",
                StringFunctions::compareMemory);
        table.kfunc("bpf_strcmp", "int bpf_strcmp(const char *s1__ign, const char *s2__ign)",
                (context, s1, s2, r3, r4, r5) -> compare(context, s1, s2, -1, false));
        table.kfunc("bpf_strcasecmp", "int bpf_strcasecmp(const char *s1__ign, const char *s2__ign)",
                (context, s1, s2, r3, r4, r5) -> compare(context, s1, s2, -1, true));
        table.kfunc("bpf_strncasecmp",
                "int bpf_strncasecmp(const char *s1__ign, const char *s2__ign, size_t len)",
                (context, s1, s2, length, r4, r5) -> compare(context, s1, s2, length, true));
        table.kfunc("bpf_strchr", "int bpf_strchr(const char *s__ign, char c)",
                (context, s, c, r3, r4, r5) -> find(context, s, -1, c));
        table.kfunc("bpf_strnchr", "int bpf_strnchr(const char *s__ign, size_t count, char c)",
                (context, s, count, c, r4, r5) -> find(context, s, count, c));
        table.kfunc("bpf_strchrnul", "int bpf_strchrnul(const char *s__ign, char c)",
                StringFunctions::findOrEnd);
        table.kfunc("bpf_strrchr", "int bpf_strrchr(const char *s__ign, int c)", StringFunctions::findLast);
        table.kfunc("bpf_strlen", "int bpf_strlen(const char *s__ign)",
                (context, s, r2, r3, r4, r5) -> length(context, s, -1));
        table.kfunc("bpf_strnlen", "int bpf_strnlen(const char *s__ign, size_t count)",
                (context, s, count, r3, r4, r5) -> length(context, s, count));
        table.kfunc("bpf_strspn", "int bpf_strspn(const char *s__ign, const char *accept__ign)",
                (context, s, accept, r3, r4, r5) -> span(context, s, accept, true));
        table.kfunc("bpf_strcspn", "int bpf_strcspn(const char *s__ign, const char *reject__ign)",
                (context, s, reject, r3, r4, r5) -> span(context, s, reject, false));
        table.kfunc("bpf_strstr", "int bpf_strstr(const char *s1__ign, const char *s2__ign)",
                (context, s1, s2, r3, r4, r5) -> search(context, s1, s2, MAX, false));
        table.kfunc("bpf_strcasestr", "int bpf_strcasestr(const char *s1__ign, const char *s2__ign)",
                (context, s1, s2, r3, r4, r5) -> search(context, s1, s2, MAX, true));
        table.kfunc("bpf_strnstr", "int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len)",
                (context, s1, s2, length, r4, r5) -> search(context, s1, s2, length, false));
        table.kfunc("bpf_strncasestr",
                "int bpf_strncasestr(const char *s1__ign, const char *s2__ign, size_t len)",
                (context, s1, s2, length, r4, r5) -> search(context, s1, s2, length, true));
    }

    /** bpf_strncmp: the first string is memory of the program, the second one that ends with a zero byte. */
    private static long compareMemory(final CallContext context, final long s1, final long size, final long s2,
            final long unused4, final long unused5) {
        context.checkRead(s1, size, "s1 of bpf_strncmp");
        final ProbedText second = ProbedText.read(context, AddressSpace.KERNEL, s2, size);
        if (second.isUnreadable()) {
            context.fail("s2 of bpf_strncmp: 0x%x is no string that ends with a zero byte".formatted(s2));
        }
        final ProbedText first = ProbedText.read(context, AddressSpace.KERNEL, s1, size);
        for (int i = 0; i < size; i++) {
            final int difference = byteAt(first, i) - byteAt(second, i);
            if (difference != 0 || i == first.length()) {
                return Integer.signum(difference);
            }
        }
        return 0;
    }

    private static ProbedText read(final CallContext context, final long address) {
        return ProbedText.read(context, AddressSpace.KERNEL, address, MAX);
    }

    private static ProbedText read(final CallContext context, final long address, final long count) {
        return ProbedText.read(context, AddressSpace.KERNEL, address,
                Long.compareUnsigned(count, MAX) < 0 ? count : MAX);
    }

    /** What there is to say when a loop has come to the end of what could be read. */
    private static long endOf(final ProbedText text) {
        return text.isUnreadable() ? FAULT : TOO_LONG;
    }

    /** Whether a string has a byte there, its zero included; if not, {@link #endOf} says why. */
    private static boolean has(final ProbedText text, final int index) {
        return index < text.length() || index == text.length() && text.isTerminated();
    }

    private static int byteAt(final ProbedText text, final int index) {
        return index < text.length() ? text.at(index) : 0;
    }

    private static int lower(final int c, final boolean ignoreCase) {
        final boolean upper = c >= 'A' && c <= 'Z' || c >= 0xC0 && c <= 0xDE && c != 0xD7;
        return ignoreCase && upper ? c + 0x20 : c;
    }

    private static long compare(final CallContext context, final long s1, final long s2, final long limit,
            final boolean ignoreCase) {
        if (context.isUserAddress(s1) || context.isUserAddress(s2)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText first = read(context, s1, limit);
        final ProbedText second = read(context, s2, limit);
        for (int i = 0; i < MAX && Long.compareUnsigned(i, limit) < 0; i++) {
            if (!has(first, i) || !has(second, i)) {
                return FAULT;
            }
            final int c1 = lower(byteAt(first, i), ignoreCase);
            final int c2 = lower(byteAt(second, i), ignoreCase);
            if (c1 != c2) {
                return c1 < c2 ? -1 : 1;
            }
            if (c1 == 0) {
                return 0;
            }
        }
        return Long.compareUnsigned(limit, MAX) < 0 ? 0 : TOO_LONG;
    }

    private static long find(final CallContext context, final long s, final long count, final long wanted) {
        if (context.isUserAddress(s)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText text = read(context, s, count);
        final int c = (int) wanted & 0xFF;
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == c) {
                return i;
            }
        }
        if (text.isTerminated()) {
            return c == 0 ? text.length() : NOT_FOUND;
        }
        return text.isUnreadable() ? FAULT : text.length() < MAX ? NOT_FOUND : TOO_LONG;
    }

    private static long findOrEnd(final CallContext context, final long s, final long wanted, final long unused3,
            final long unused4, final long unused5) {
        final long place = find(context, s, -1, wanted);
        return place == NOT_FOUND ? length(context, s, -1) : place;
    }

    private static long findLast(final CallContext context, final long s, final long wanted, final long unused3,
            final long unused4, final long unused5) {
        if (context.isUserAddress(s)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText text = read(context, s);
        if (!text.isTerminated()) {
            return endOf(text);
        }
        for (int i = text.length(); i >= 0; i--) {
            if (byteAt(text, i) == (int) wanted) {
                return i;
            }
        }
        return NOT_FOUND;
    }

    private static long length(final CallContext context, final long s, final long count) {
        if (context.isUserAddress(s)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText text = read(context, s, count);
        if (text.isUnreadable()) {
            return FAULT;
        }
        return text.length() == MAX ? TOO_LONG : text.length();
    }

    /** How many bytes of the one string are in the other, or are not. */
    private static long span(final CallContext context, final long s, final long setAddress, final boolean wanted) {
        if (context.isUserAddress(s) || context.isUserAddress(setAddress)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText text = read(context, s);
        final ProbedText set = read(context, setAddress);
        final boolean[] members = new boolean[256];
        for (int i = 0; i < set.length(); i++) {
            members[set.at(i)] = true;
        }
        for (int i = 0; i < text.length(); i++) {
            final boolean member = members[text.at(i)];
            if (!member && !set.isTerminated()) {
                return endOf(set);
            }
            if (member != wanted) {
                return i;
            }
        }
        return text.isTerminated() ? text.length() : endOf(text);
    }

    /**
     * Where one string is in the first bytes of another, by the method of Knuth, Morris and Pratt: {@code matched}
     * bytes of the second string stand before {@code i} of the first.
     */
    private static long search(final CallContext context, final long s1, final long s2, final long limit,
            final boolean ignoreCase) {
        if (context.isUserAddress(s1) || context.isUserAddress(s2)) {
            return -Errno.ERANGE.number();
        }
        final ProbedText text = read(context, s1, limit);
        final ProbedText wanted = read(context, s2);
        final int[] shorter = shorterMatches(wanted, ignoreCase);
        int matched = 0;
        for (int i = 0; ; i++) {
            if (matched == wanted.length()) {
                return wanted.isTerminated() ? i - matched : endOf(wanted);
            }
            if (i == limit && (i < MAX || matched > 0)) {
                return NOT_FOUND;
            }
            if (!has(text, i)) {
                return endOf(text);
            }
            final int c = lower(byteAt(text, i), ignoreCase);
            if (c == 0) {
                return NOT_FOUND;
            }
            while (matched > 0 && lower(wanted.at(matched), ignoreCase) != c) {
                matched = shorter[matched - 1];
            }
            matched += lower(wanted.at(matched), ignoreCase) == c ? 1 : 0;
        }
    }

    /** For each beginning of a string the longest shorter beginning that it ends with. */
    private static int[] shorterMatches(final ProbedText wanted, final boolean ignoreCase) {
        final int[] shorter = new int[wanted.length()];
        int matched = 0;
        for (int i = 1; i < shorter.length; i++) {
            final int c = lower(wanted.at(i), ignoreCase);
            while (matched > 0 && lower(wanted.at(matched), ignoreCase) != c) {
                matched = shorter[matched - 1];
            }
            matched += lower(wanted.at(matched), ignoreCase) == c ? 1 : 0;
            shorter[i] = matched;
        }
        return shorter;
    }
}
