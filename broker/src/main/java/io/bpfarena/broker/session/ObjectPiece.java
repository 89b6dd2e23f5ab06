package io.bpfarena.broker.session;

/**
 * One LoadObject message.
 *
 * @param transferId  the client's number for the whole.
 * @param name        of the object.
 * @param totalLength bytes of the object.
 * @param offset      of this piece in it.
 * @param data        of this piece.
 */
public record ObjectPiece(long transferId, String name, int totalLength, int offset, byte[] data) {
}
