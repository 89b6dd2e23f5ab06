package io.bpfarena.runtime.isa;

import java.util.Optional;

/** Names of what instructions refer to by number. */
public interface SymbolNames {
    /** No names at all. */
    SymbolNames NONE = new SymbolNames() {
        @Override
        public Optional<String> helper(final int number) {
            return Optional.empty();
        }

        @Override
        public Optional<String> kfunc(final int number) {
            return Optional.empty();
        }

        @Override
        public Optional<String> map(final int number) {
            return Optional.empty();
        }
    };

    /**
     * A helper's name.
     *
     * @param number that {@link Operation.CallHelper} has.
     * @return the name, if it has one.
     */
    Optional<String> helper(int number);

    /**
     * A kfunc's name.
     *
     * @param number that {@link Operation.CallKfunc} has.
     * @return the name, if it has one.
     */
    Optional<String> kfunc(int number);

    /**
     * A map's name.
     *
     * @param number that {@link Operation.LoadReference} has.
     * @return the name, if it has one.
     */
    Optional<String> map(int number);
}
