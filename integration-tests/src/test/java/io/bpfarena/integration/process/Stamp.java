package io.bpfarena.integration.process;

/**
 * What a client writes into a page to say that it is its own: who it is, and which page this is. A page that two
 * clients own has the stamp of one of them; a stamp in the wrong page came there by a wrong mapping.
 *
 * @param clientId of the owner.
 * @param page     of the arena.
 */
record Stamp(long clientId, int page) {
    private static final int PAGE_BITS = 20;

    static Stamp of(final long word) {
        return new Stamp(word >>> PAGE_BITS, (int) word & (1 << PAGE_BITS) - 1);
    }

    long word() {
        return clientId << PAGE_BITS | page;
    }
}
