package io.bpfarena.runtime.helper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The helpers and kfuncs that programs may call. Immutable; any thread may read it.
 *
 * <pre>{@code
 * FunctionTable table = FunctionTable.builder()
 *         .addAll(FunctionTable.standard())
 *         .helper(9001, "plus_one", "u64 plus_one(u64 n)", (context, r1, r2, r3, r4, r5) -> r1 + 1)
 *         .build();
 * }</pre>
 */
public final class FunctionTable {
    /** Number of an entry that has none: a kfunc goes by its name. */
    public static final int NO_NUMBER = -1;

    private final Map<Integer, Entry> helpers;
    private final Map<String, Entry> kfuncs;

    private FunctionTable(final Map<Integer, Entry> helpers, final Map<String, Entry> kfuncs) {
        this.helpers = Map.copyOf(helpers);
        this.kfuncs = Map.copyOf(kfuncs);
    }

    /**
     * A function that programs may call.
     *
     * @param name      as in C, such as {@code bpf_map_lookup_elem}.
     * @param number    of a helper (enum bpf_func_id), or {@link #NO_NUMBER} for a kfunc.
     * @param prototype as in C, for people.
     * @param function  what is called.
     */
    public record Entry(String name, int number, String prototype, BpfFunction function) {
        /** Checks that nothing is missing. */
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(prototype, "prototype");
            Objects.requireNonNull(function, "function");
        }

        /** {@return whether programs call it by name, not by number} */
        public boolean isKfunc() {
            return number == NO_NUMBER;
        }
    }

    /** {@return the functions that this runtime brings along} */
    public static FunctionTable standard() {
        return Standard.TABLE;
    }

    /** {@return an empty builder} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Finds a helper.
     *
     * @param number as in {@code enum bpf_func_id}.
     * @return the helper, or empty.
     */
    public Optional<Entry> helper(final int number) {
        return Optional.ofNullable(helpers.get(number));
    }

    /**
     * Finds a kfunc.
     *
     * @param name as in C.
     * @return the kfunc, or empty.
     */
    public Optional<Entry> kfunc(final String name) {
        return Optional.ofNullable(kfuncs.get(name));
    }

    /** {@return all entries: helpers by number, then kfuncs by name} */
    public List<Entry> entries() {
        final List<Entry> entries = new ArrayList<>();
        helpers.values().stream().sorted((a, b) -> Integer.compare(a.number(), b.number())).forEach(entries::add);
        kfuncs.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(entries::add);
        return List.copyOf(entries);
    }

    /** Made on first use. */
    private static final class Standard {
        static final FunctionTable TABLE = make();

        private static FunctionTable make() {
            final Builder table = builder();
            MapFunctions.addTo(table);
            QueueFunctions.addTo(table);
            ForEachFunction.addTo(table);
            RingBufferFunctions.addTo(table);
            UserRingBufferFunctions.addTo(table);
            DynamicPointerFunctions.addTo(table);
            ArenaFunctions.addTo(table);
            SystemFunctions.addTo(table);
            ControlFunctions.addTo(table);
            TracePrintk.addTo(table);
            XdpFunctions.addTo(table);
            SocketBufferFunctions.addTo(table);
            return table.build();
        }
    }

    /** Collects entries; a later one replaces an earlier one of the same number or name. One thread at a time. */
    public static final class Builder {
        private final Map<Integer, Entry> helpers = new HashMap<>();
        private final Map<String, Entry> kfuncs = new HashMap<>();

        private Builder() {
        }

        /**
         * Adds a helper.
         *
         * @param number    that programs call it by; not negative.
         * @param name      as in C.
         * @param prototype as in C.
         * @param function  what is called.
         * @return this.
         * @throws IllegalArgumentException if the number is negative.
         */
        public Builder helper(
                final int number, final String name, final String prototype, final BpfFunction function) {
            if (number < 0) {
                throw new IllegalArgumentException("a helper's number must not be negative: " + number);
            }
            helpers.put(number, new Entry(name, number, prototype, function));
            return this;
        }

        /**
         * Adds a kfunc.
         *
         * @param name      that programs call it by.
         * @param prototype as in C.
         * @param function  what is called.
         * @return this.
         */
        public Builder kfunc(final String name, final String prototype, final BpfFunction function) {
            kfuncs.put(name, new Entry(name, NO_NUMBER, prototype, function));
            return this;
        }

        /**
         * Adds all entries of another table.
         *
         * @param table to copy from.
         * @return this.
         */
        public Builder addAll(final FunctionTable table) {
            helpers.putAll(table.helpers);
            kfuncs.putAll(table.kfuncs);
            return this;
        }

        /** {@return a table of what was added so far} */
        public FunctionTable build() {
            return new FunctionTable(helpers, kfuncs);
        }
    }
}
