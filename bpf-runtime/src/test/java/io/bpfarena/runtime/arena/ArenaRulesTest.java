package io.bpfarena.runtime.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.map.MapFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the kernel's arena does, as a table: operations in words, and what each answers. Base 0x300000000000, pages by
 * number; {@code alloc 3} is any three pages, {@code alloc 3 at 5} three from page 5 on.
 *
 * <pre>
 *   alloc N [at P] [flags F] [node M]   -> number of the first page, or null
 *   free P N, reserve P N               -> nothing, or an error number
 *   touch P                             -> PRESENT, ALLOCATED or SEGV
 *   count                               -> allocated/reserved pages
 * </pre>
 */
class ArenaRulesTest {
    private static final int PLAIN = MapFlags.MMAPABLE;
    private static final int SEGV = MapFlags.MMAPABLE | MapFlags.SEGV_ON_FAULT;

    record Rule(String name, int pages, int flags, List<String> steps) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Rule rule(final String name, final int pages, final String... steps) {
        return new Rule(name, pages, PLAIN, List.of(steps));
    }

    static Stream<Rule> rules() {
        return Stream.of(
                rule("pages come from the start", 10, "alloc 1 -> 0", "alloc 2 -> 1", "alloc 1 -> 3", "count -> 4/0"),
                rule("no pages", 10, "alloc 0 -> null", "count -> 0/0"),
                rule("a negative number of pages", 10, "alloc -1 -> null"),
                rule("more pages than there are", 10, "alloc 11 -> null", "alloc 10 -> 0", "alloc 1 -> null"),
                rule("flags must be 0", 10, "alloc 1 flags 1 -> null", "alloc 1 flags -1 -> null"),
                rule("node -1 and 0 work, others do not exist", 10,
                        "alloc 1 node -1 -> 0", "alloc 1 node 0 -> 1", "alloc 1 node 99 -> null",
                        "alloc 1 node -2 -> null"),
                rule("a fixed address must be free", 10, "alloc 2 at 4 -> 4", "alloc 1 at 5 -> null",
                        "alloc 2 at 3 -> null", "alloc 2 at 5 -> null", "alloc 1 at 6 -> 6", "alloc 2 at 2 -> 2"),
                rule("a fixed address must be aligned", 10, "alloc 1 at 4+1 -> null", "alloc 1 at 4+4095 -> null"),
                rule("a fixed address must be within", 10, "alloc 1 at 10 -> null", "alloc 2 at 9 -> null",
                        "alloc 1 at 9 -> 9", "alloc 1 at 1048575 -> null"),
                rule("of a fixed address the low 32 bits count", 10, "alloc 1 at low 4 -> 4",
                        "alloc 1 at high 5 -> 5"),
                rule("best fit, not first fit", 20, "alloc 20 -> 0", "free 2 5 -> ", "free 10 2 -> ",
                        "alloc 2 -> 10", "alloc 2 -> 2"),
                rule("observed: with 2..9 free it chose page 12, a page that was just freed", 20,
                        "alloc 13 -> 0", "free 2 8 -> ", "free 12 1 -> ", "alloc 1 -> 12"),
                rule("the larger of two ranges is left alone", 20, "alloc 12 -> 0", "free 2 7 -> ", "alloc 1 -> 2"),
                rule("of equal ranges the one that changed last", 30, "alloc 30 -> 0", "free 3 1 -> ", "free 7 1 -> ",
                        "free 5 1 -> ", "alloc 1 -> 5", "alloc 1 -> 7", "alloc 1 -> 3"),
                rule("free clips at the end", 10, "alloc 10 -> 0", "free 8 100 -> ", "count -> 8/0", "alloc 2 -> 8"),
                rule("free of the largest number of pages", 10, "alloc 10 -> 0", "free 0 2147483647 -> ",
                        "count -> 0/0"),
                rule("free rounds an unaligned pointer down", 10, "alloc 3 -> 0", "free 1+4095 1 -> ", "count -> 2/0",
                        "alloc 1 -> 1"),
                rule("free ignores NULL, 0 pages and what is past the end", 10, "alloc 10 -> 0", "free null 1 -> ",
                        "free 1 0 -> ", "free 1 -1 -> ", "free 10 1 -> ", "free 1048575 2 -> ", "count -> 10/0"),
                rule("free takes the low 32 bits", 10, "alloc 10 -> 0", "free low 4 1 -> ", "free high 5 1 -> ",
                        "count -> 8/0", "alloc 2 -> 4"),
                rule("free tolerates what is free", 10, "alloc 3 -> 0", "free 1 1 -> ", "free 1 1 -> ", "free 0 3 -> ",
                        "free 0 10 -> ", "count -> 0/0", "alloc 10 -> 0"),
                rule("reserve keeps pages from being handed out, without memory", 10, "reserve 0 9 -> 0",
                        "count -> 0/9", "alloc 1 -> 9", "alloc 1 -> null", "alloc 1 at 4 -> null"),
                rule("reserve over anything taken", 10, "alloc 1 at 4 -> 4", "reserve 3 2 -> EBUSY",
                        "reserve 4 1 -> EBUSY", "reserve 5 1 -> 0", "reserve 5 1 -> EBUSY", "count -> 1/1"),
                rule("reserve past the end", 10, "reserve 10 1 -> EINVAL", "reserve 9 2 -> EINVAL", "reserve 9 1 -> 0",
                        "reserve 0 2147483647 -> EINVAL"),
                rule("reserve of an unaligned address does nothing", 10, "reserve 4+8 1 -> 0", "count -> 0/0"),
                rule("reserve of no pages", 10, "reserve 4 0 -> 0", "reserve 100 0 -> 0", "count -> 0/0"),
                rule("free releases reserved pages", 10, "reserve 0 10 -> 0", "free 3 2 -> ", "count -> 0/8",
                        "alloc 2 -> 3"),
                rule("a touch of a reserved page works", 10, "reserve 4 2 -> 0", "touch 4 -> ALLOCATED",
                        "touch 4 -> PRESENT", "count -> 1/1", "alloc 1 at 4 -> null"),
                rule("a touch allocates and takes the page from the allocator", 10, "touch 0 -> ALLOCATED",
                        "touch 0 -> PRESENT", "alloc 1 at 0 -> null", "alloc 1 -> 1", "touch 1 -> PRESENT",
                        "count -> 2/0"),
                rule("a touch of a freed page allocates again", 10, "alloc 2 -> 0", "free 1 1 -> ",
                        "touch 1 -> ALLOCATED", "alloc 1 -> 2"),
                rule("free releases touched pages", 10, "touch 5 -> ALLOCATED", "free 5 1 -> ", "count -> 0/0",
                        "alloc 10 -> 0"),
                new Rule("SEGV_ON_FAULT: touches are faults unless a program allocated", 10, SEGV, List.of(
                        "touch 0 -> SEGV", "alloc 1 -> 0", "touch 0 -> PRESENT", "free 0 1 -> ", "touch 0 -> SEGV",
                        "reserve 5 1 -> 0", "touch 5 -> SEGV", "count -> 0/1")),
                rule("no room in one piece", 6, "alloc 6 -> 0", "free 0 2 -> ", "free 4 2 -> ", "alloc 3 -> null",
                        "alloc 2 -> 4", "alloc 2 -> 0"),
                rule("neighbours are joined again", 6, "alloc 2 -> 0", "alloc 2 -> 2", "alloc 2 -> 4", "free 0 2 -> ",
                        "free 4 2 -> ", "free 2 2 -> ", "alloc 6 -> 0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldDoAsTheKernel(final Rule rule) {
        run(rule, 0x3000_0000_0000L);
    }

    /** Page 0 stands somewhere within the 4 GiB here, and arithmetic in 32 bits goes over their end. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldDoTheSameAtABaseThatIsNotAlignedTo4GiB(final Rule rule) {
        run(rule, 0x3000_ffff_0000L - 64 * 4096);
    }

    private static void run(final Rule rule, final long base) {
        try (PagedArenaMap arena = TestArenas.arena(rule.pages(), base, rule.flags())) {
            final List<String> answers = new ArrayList<>();
            for (final String step : rule.steps()) {
                final String words = step.substring(0, step.indexOf(" ->"));
                answers.add(words + " -> " + answer(arena, words.split(" ")));
            }
            assertEquals(String.join("\n", rule.steps()), String.join("\n", answers));
        }
    }

    private static String answer(final PagedArenaMap arena, final String[] words) {
        return switch (words[0]) {
            case "alloc" -> alloc(arena, words);
            case "free" -> {
                arena.freePages(address(arena, words, 1), Integer.parseInt(words[words.length - 1]));
                yield "";
            }
            case "reserve" -> {
                final int result = arena.reservePages(address(arena, words, 1), Integer.parseInt(words[2]));
                yield result == 0 ? "0" : Errno.of(-result).name();
            }
            case "touch" -> arena.faultIn(Integer.parseInt(words[1])).name();
            case "count" -> {
                final ArenaMap.ArenaStatistics counts = arena.statistics();
                yield counts.allocatedPages() + "/" + counts.reservedPages();
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String alloc(final PagedArenaMap arena, final String[] words) {
        long address = 0;
        int node = -1;
        long flags = 0;
        for (int i = 2; i < words.length; i++) {
            switch (words[i]) {
                case "at" -> address = address(arena, words, i + 1);
                case "node" -> node = Integer.parseInt(words[i + 1]);
                case "flags" -> flags = Long.parseLong(words[i + 1]);
                default -> { }
            }
        }
        final long result = arena.allocPages(address, Integer.parseInt(words[1]), node, flags);
        return result == 0 ? "null" : Long.toString(result - arena.userVmStart() >>> 12);
    }

    /** A page, {@code page+bytes}, {@code low page} and {@code high page} with other upper bits, or null. */
    private static long address(final PagedArenaMap arena, final String[] words, final int at) {
        return switch (words[at]) {
            case "null" -> 0;
            case "low" -> page(arena, words[at + 1]) & 0xFFFF_FFFFL;
            case "high" -> page(arena, words[at + 1]) & 0xFFFF_FFFFL | 0x7ABC_0000_0000L;
            default -> page(arena, words[at]);
        };
    }

    private static long page(final PagedArenaMap arena, final String word) {
        final String[] parts = word.split("\\+");
        final long bytes = parts.length > 1 ? Long.parseLong(parts[1]) : 0;
        return arena.userVmStart() + Long.parseLong(parts[0]) * ArenaMemory.PAGE_SIZE + bytes;
    }
}
