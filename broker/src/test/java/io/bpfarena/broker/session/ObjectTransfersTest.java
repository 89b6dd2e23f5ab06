package io.bpfarena.broker.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bpfarena.linux.Errno;
import org.junit.jupiter.api.Test;

class ObjectTransfersTest {
    private final ObjectTransfers transfers =
            new ObjectTransfers("object", new ObjectTransfers.TransferLimits(1000, 2, 1500, 100));

    private byte[] add(final long client, final long transfer, final int offset, final int length, final long now)
            throws RefusedException {
        return transfers.add(client, new ObjectPiece(transfer, "name", 1000, offset, new byte[length]), now);
    }

    private Errno refusal(final long client, final long transfer, final int offset, final int length) {
        return assertThrows(RefusedException.class, () -> add(client, transfer, offset, length, 0)).errno();
    }

    @Test
    void shouldPutPiecesTogether() throws RefusedException {
        assertNull(transfers.add(1, new ObjectPiece(5, "name", 4, 0, new byte[] {1, 2}), 0));
        assertNull(transfers.add(1, new ObjectPiece(5, "name", 4, 2, new byte[] {3}), 0));
        assertEquals(3, transfers.bytes());
        assertArrayEquals(
                new byte[] {1, 2, 3, 4}, transfers.add(1, new ObjectPiece(5, "name", 4, 3, new byte[] {4}), 0));
        assertEquals(0, transfers.bytes());
    }

    @Test
    void shouldKeepClientsApart() throws RefusedException {
        add(1, 5, 0, 10, 0);
        add(2, 5, 0, 20, 0);
        assertEquals(Errno.EINVAL, refusal(3, 5, 20, 10));
        add(1, 5, 10, 10, 0);
        transfers.removeAll(1);
        assertEquals(20, transfers.bytes());
        assertEquals(Errno.EINVAL, refusal(1, 5, 20, 10));
    }

    @Test
    void shouldDropWhatDoesNotGoOn() throws RefusedException {
        add(1, 5, 0, 10, 0);
        add(1, 6, 0, 10, 50);
        assertEquals(0, transfers.poll(100));
        assertEquals(1, transfers.poll(101));
        add(1, 6, 10, 10, 150);
        assertEquals(0, transfers.poll(250));
        assertEquals(1, transfers.poll(251));
        assertEquals(0, transfers.bytes());
    }

    @Test
    void shouldBoundWhatLiesHere() throws RefusedException {
        add(1, 5, 0, 900, 0);
        add(2, 5, 0, 500, 0);
        assertEquals(Errno.ENOMEM, refusal(3, 5, 0, 200));
        add(3, 5, 0, 100, 0);
        assertEquals(Errno.ENOMEM, refusal(2, 5, 500, 1));
        assertEquals(1000, transfers.bytes());
        add(1, 6, 0, 1, 0);
        assertEquals(Errno.EAGAIN, refusal(1, 7, 0, 1));
    }

    @Test
    void shouldForgetATransferThatWentWrong() throws RefusedException {
        add(1, 5, 0, 10, 0);
        assertEquals(Errno.EINVAL, refusal(1, 5, 0, 10));
        assertEquals(Errno.EINVAL, refusal(1, 5, 10, 10));
        assertEquals(0, transfers.bytes());
        add(1, 5, 0, 10, 0);
        final ObjectPiece otherName = new ObjectPiece(5, "other", 1000, 10, new byte[1]);
        assertThrows(RefusedException.class, () -> transfers.add(1, otherName, 0));
        assertEquals(0, transfers.bytes());
    }
}
