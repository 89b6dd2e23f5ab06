package io.bpfarena.runtime.helper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
     * @param prototype what it takes and gives.
     * @param source    where its behaviour comes from: a file of the kernel, or who added it.
     * @param state     how much of it there is.
     * @param function  what is called; by engines through {@link #callable()}.
     */
    public record Entry(
            String name, int number, FunctionPrototype prototype, String source, State state, BpfFunction function) {
        /** Checks that nothing is missing. */
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(prototype, "prototype");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(function, "function");
            if (!prototype.name().equals(name)) {
                throw new IllegalArgumentException(
                        "the prototype of '%s' declares '%s'".formatted(name, prototype.name()));
            }
        }

        /** {@return the function with its arguments and result narrowed to the types of its prototype} */
        public BpfFunction callable() {
            return prototype.narrowing(function, isKfunc());
        }

        /** {@return whether programs call it by name, not by number} */
        public boolean isKfunc() {
            return number == NO_NUMBER;
        }
    }

    /** How much of a function there is. */
    public enum State {
        /** It does what the kernel's does. */
        COMPLETE,
        /** It is accepted and does nothing, since here nothing depends on it. */
        NO_EFFECT
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

    /**
     * What a helper is called.
     *
     * @param number as in {@code enum bpf_func_id}.
     * @return its name, also of one of the kernel's that this table does not have; empty if nobody knows it.
     */
    public Optional<String> helperName(final int number) {
        return helper(number).map(Entry::name).or(() -> KernelHelpers.name(number));
    }

    /** {@return the kernel's helpers that this table does not have, by number} */
    public SortedMap<Integer, String> missingHelpers() {
        final SortedMap<Integer, String> missing = new TreeMap<>(KernelHelpers.names());
        missing.keySet().removeAll(helpers.keySet());
        return missing;
    }

    /** Made on first use. */
    private static final class Standard {
        static final FunctionTable TABLE = make();

        private static FunctionTable make() {
            final Builder table = builder();
            table.source("kernel/bpf/helpers.c");
            MapFunctions.addTo(table);
            QueueFunctions.addTo(table);
            DynamicPointerFunctions.addTo(table);
            DynamicPointerKfuncs.addTo(table);
            BitIteratorFunctions.addTo(table);
            SystemFunctions.addTo(table);
            SpinLockFunctions.addTo(table);
            TimerFunctions.addTo(table);
            WorkFunctions.addTo(table);
            ClockFunctions.addTo(table);
            IdentityFunctions.addTo(table);
            ConversionFunctions.addTo(table);
            StringFunctions.addTo(table);
            PrintFunctions.addMemoryPrinterTo(table);
            ProbeFunctions.addCopiesTo(table);
            ProgramFlowFunctions.addTo(table);
            table.state(State.NO_EFFECT);
            ProgramFlowFunctions.addSectionsTo(table);
            table.state(State.COMPLETE);
            table.source("kernel/bpf/rqspinlock.c");
            ResilientLockFunctions.addTo(table);
            table.source("kernel/bpf/stream.c");
            StreamFunctions.addTo(table);
            table.source("kernel/bpf/bpf_iter.c");
            IteratorFunctions.addTo(table);
            ForEachFunction.addTo(table);
            ControlFunctions.addTo(table);
            table.source("kernel/bpf/ringbuf.c");
            RingBufferFunctions.addTo(table);
            DynamicPointerFunctions.addRecordsTo(table);
            UserRingBufferFunctions.addTo(table);
            table.source("kernel/bpf/arena.c");
            ArenaFunctions.addTo(table);
            table.source("kernel/trace/bpf_trace.c");
            TracePrintk.addTo(table);
            PrintFunctions.addTracePrinterTo(table);
            ProbeFunctions.addTo(table);
            TracingFunctions.addTo(table);
            table.source("net/core/filter.c");
            XdpFunctions.addTo(table);
            SocketBufferFunctions.addTo(table);
            SocketBufferShapeFunctions.addTo(table);
            PacketPointerKfuncs.addTo(table);
            return table.build();
        }
    }

    /** Collects entries; a later one replaces an earlier one of the same number or name. One thread at a time. */
    public static final class Builder {
        private final Map<Integer, Entry> helpers = new HashMap<>();
        private final Map<String, Entry> kfuncs = new HashMap<>();
        private String source = "added by the embedding program";
        private State state = State.COMPLETE;

        private Builder() {
        }

        /**
         * Says where the behaviour of the functions added from here on comes from.
         *
         * @param text such as {@code kernel/bpf/helpers.c}.
         * @return this.
         */
        public Builder source(final String text) {
            source = Objects.requireNonNull(text, "source");
            return this;
        }

        /**
         * Says how much there is of the functions added from here on.
         *
         * @param value by default {@link State#COMPLETE}.
         * @return this.
         */
        public Builder state(final State value) {
            state = Objects.requireNonNull(value, "state");
            return this;
        }

        /**
         * Adds a helper.
         *
         * @param number    that programs call it by; not negative.
         * @param name      as in C.
         * @param prototype as in C: {@link FunctionPrototype#parse}.
         * @param function  what is called, its arguments narrowed to their types.
         * @return this.
         * @throws IllegalArgumentException if the number is negative, or the prototype is none of that name.
         */
        public Builder helper(
                final int number, final String name, final String prototype, final BpfFunction function) {
            if (number < 0) {
                throw new IllegalArgumentException("a helper's number must not be negative: " + number);
            }
            helpers.put(number,
                    new Entry(name, number, FunctionPrototype.parse(prototype), source, state, function));
            return this;
        }

        /**
         * Adds a kfunc.
         *
         * @param name      that programs call it by.
         * @param prototype as in C: {@link FunctionPrototype#parse}.
         * @param function  what is called, its arguments narrowed to their types.
         * @return this.
         * @throws IllegalArgumentException if the prototype is none of that name.
         */
        public Builder kfunc(final String name, final String prototype, final BpfFunction function) {
            kfuncs.put(name,
                    new Entry(name, NO_NUMBER, FunctionPrototype.parse(prototype), source, state, function));
            return this;
        }

        /**
         * Adds a kfunc whose prototype is no text, such as one of a name that C does not allow.
         *
         * @param prototype what it takes and gives, and its name.
         * @param function  what is called, its arguments narrowed to their types.
         * @return this.
         */
        public Builder kfunc(final FunctionPrototype prototype, final BpfFunction function) {
            kfuncs.put(prototype.name(),
                    new Entry(prototype.name(), NO_NUMBER, prototype, source, state, function));
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
