package io.bpfarena.client;

import io.bpfarena.client.protocol.ControlProtocol;
import io.bpfarena.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * A map of an object that the broker has loaded, as user space has it through bpf(2): keys and values are bytes.
 *
 * <pre>{@code
 * ClientMap table = client.map("counters", "table");
 * table.update(key, value, ClientMap.NOEXIST);
 * table.lookup(key).ifPresent(bytes -> System.out.println(Arrays.toString(bytes)));
 * table.forEach((k, v) -> System.out.println(Arrays.toString(k)));
 * }</pre>
 *
 * <ul>
 * <li>Of a per-CPU map a value is those of all CPUs: {@link #perCpu} takes it apart.</li>
 * <li>A queue or stack has keys of no bytes; {@link #push}, {@link #peek} and {@link #pop} are its operations.</li>
 * <li>Of an array of programs and of a map of maps a value is four bytes, the broker's number of the program or map:
 * {@link #put} writes it.</li>
 * <li>Of a ring buffer there are no elements: {@link #ring()}.</li>
 * </ul>
 *
 * <p>Any thread may call. A refusal is a {@link ControlException} with the kernel's error number; ENOENT also when the
 * object was unloaded. The other exceptions are those of {@link ArenaClient}.
 */
public final class ClientMap {
    /** Update: create or replace. */
    public static final long ANY = 0;
    /** Update: create only. */
    public static final long NOEXIST = 1;
    /** Update: replace only. */
    public static final long EXIST = 2;
    /** Update, lookup: under the spin lock in the value. */
    public static final long LOCK = 4;

    private static final byte[] NO_KEY = new byte[0];

    private final ControlSession session;
    private final AtomicLong transferIds;
    private final long timeoutNs;
    private final MapDescription description;
    private final MapRequest requests;

    ClientMap(
            final ControlSession session, final AtomicLong transferIds, final long timeoutNs,
            final MapDescription description) {
        this.session = session;
        this.transferIds = transferIds;
        this.timeoutNs = timeoutNs;
        this.description = description;
        this.requests = new MapRequest(
                description.id(), "map %s of %s".formatted(description.name(), description.objectName()));
    }

    /** {@return what it was like when it was asked for} */
    public MapDescription description() {
        return description;
    }

    /**
     * Reads a value. One of more than {@value ControlProtocol#MAX_VALUE_LENGTH} bytes is read in pieces, and may change
     * between them.
     *
     * @param key its key.
     * @return the value, of {@link MapDescription#elementSize()} bytes; empty if there is none.
     */
    public Optional<byte[]> lookup(final byte[] key) {
        return lookup(key, ANY);
    }

    /**
     * Reads a value.
     *
     * @param key   its key.
     * @param flags 0 or {@link #LOCK}.
     * @return the value; empty if there is none.
     */
    public Optional<byte[]> lookup(final byte[] key, final long flags) {
        final byte[] value = new byte[description.elementSize()];
        int offset = 0;
        do {
            final Request request = requests.lookup(key, offset, flags, false);
            final Optional<ServerMessage.ElementValue> piece =
                    find(request, ServerMessage.ElementValue.class);
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            copy(request, piece.get(), value, offset);
            offset += piece.get().value().length;
        } while (offset < value.length);
        return Optional.of(value);
    }

    private static void copy(
            final Request request, final ServerMessage.ElementValue piece, final byte[] value, final int offset) {
        final int length = Math.min(ControlProtocol.MAX_VALUE_LENGTH, value.length - offset);
        if (piece.totalLength() != value.length || piece.value().length != length) {
            throw new ProtocolViolationException(request.name(), "%d of %d bytes at %d, expected %d of %d".formatted(
                    piece.value().length, piece.totalLength(), offset, length, value.length), null);
        }
        System.arraycopy(piece.value(), 0, value, offset, length);
    }

    /**
     * Reads a value and removes it: of a hash, a queue or a stack.
     *
     * @param key its key.
     * @return the value; empty if there was none.
     * @throws ControlException also (E2BIG) if the value has more than {@value ControlProtocol#MAX_VALUE_LENGTH} bytes.
     */
    public Optional<byte[]> lookupAndDelete(final byte[] key) {
        final Request request = requests.lookup(key, 0, 0, true);
        return find(request, ServerMessage.ElementValue.class).map(piece -> {
            final byte[] value = new byte[description.elementSize()];
            copy(request, piece, value, 0);
            return value;
        });
    }

    /**
     * Puts a value.
     *
     * @param key   its key.
     * @param value of {@link MapDescription#elementSize()} bytes.
     * @param flags {@link #ANY}, {@link #NOEXIST} or {@link #EXIST}, and {@link #LOCK}.
     * @throws ControlException EEXIST or ENOENT as the flags say, E2BIG if the map is full or the index too large,
     *                          EPERM if it is read-only for user space or frozen, EINVAL and others as the kernel.
     */
    public void update(final byte[] key, final byte[] value, final long flags) {
        final long transferId = transferIds.getAndIncrement();
        int offset = 0;
        do {
            final int length = Math.min(ControlProtocol.MAX_VALUE_LENGTH, value.length - offset);
            ask(requests.update(key, value, flags, transferId, offset, length), ServerMessage.Reply.class);
            offset += length;
        } while (offset < value.length);
    }

    /**
     * Puts a program into an array of programs, or a map into a map of maps.
     *
     * @param key   its key.
     * @param id    the broker's number of the program or map.
     * @param flags as of an update; an array knows {@link #ANY} alone.
     * @throws ControlException EINVAL if it is not like the others must be, EBADF if there is none of that number.
     */
    public void put(final byte[] key, final int id, final long flags) {
        update(key, ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(id).array(), flags);
    }

    /**
     * Removes an entry.
     *
     * @param key its key.
     * @return whether there was one.
     */
    public boolean delete(final byte[] key) {
        return find(requests.delete(key), ServerMessage.Reply.class).isPresent();
    }

    /**
     * Goes through the keys, as BPF_MAP_GET_NEXT_KEY; {@link #forEach} asks less often.
     *
     * @param key a key, or null to start. One that is not there starts anew.
     * @return the next key; empty after the last.
     */
    public Optional<byte[]> nextKey(final byte[] key) {
        return find(requests.nextKey(key), ServerMessage.KeyFound.class).map(ServerMessage.KeyFound::key);
    }

    /**
     * Goes through the entries, many with each request. Those that stay are seen, those that come or go meanwhile may
     * be seen or not; one is seen twice only if its neighbour in the hash was deleted meanwhile.
     *
     * @param consumer is given keys and values.
     */
    public void forEach(final BiConsumer<byte[], byte[]> consumer) {
        byte[] cursor = NO_KEY;
        do {
            final Request request = requests.readElements(cursor);
            final ServerMessage.Elements batch = ask(request, ServerMessage.Elements.class);
            if (batch.elements().isEmpty() && Arrays.equals(cursor, batch.cursor()) && cursor.length > 0) {
                throw new ProtocolViolationException(request.name(), "an answer that does not go on", null);
            }
            for (final ServerMessage.Element element : batch.elements()) {
                if (batch.keysOnly()) {
                    lookup(element.key()).ifPresent(value -> consumer.accept(element.key(), value));
                } else {
                    checkSize(request, element);
                    consumer.accept(element.key(), element.value());
                }
            }
            cursor = batch.cursor();
        } while (cursor.length > 0);
    }

    private void checkSize(final Request request, final ServerMessage.Element element) {
        if (element.key().length != description.keySize() || element.value().length != description.elementSize()) {
            throw new ProtocolViolationException(request.name(),
                    "key and value have %d and %d bytes, expected %d and %d".formatted(
                            element.key().length, element.value().length, description.keySize(),
                            description.elementSize()), null);
        }
    }

    /**
     * Adds a value to a queue or stack.
     *
     * @param value of it.
     * @param flags {@link #ANY}, or {@link #EXIST} to drop the oldest if there is no room.
     * @throws ControlException E2BIG if there is no room.
     */
    public void push(final byte[] value, final long flags) {
        update(NO_KEY, value, flags);
    }

    /** {@return what {@link #pop} would take; empty if there is nothing} */
    public Optional<byte[]> peek() {
        return lookup(NO_KEY);
    }

    /** {@return the oldest value of a queue, the newest of a stack, which is taken out; empty if there is none} */
    public Optional<byte[]> pop() {
        return lookupAndDelete(NO_KEY);
    }

    /**
     * Takes the value of a per-CPU map apart.
     *
     * @param value of {@link MapDescription#elementSize()} bytes.
     * @return a value for each CPU, of {@link MapDescription#valueSize()} bytes; of another map the value itself.
     */
    public List<byte[]> perCpu(final byte[] value) {
        if (!description.isPerCpu()) {
            return List.of(value);
        }
        final List<byte[]> values = new ArrayList<>();
        final int step = value.length / description.cpus();
        for (int cpu = 0; cpu < description.cpus(); cpu++) {
            values.add(Arrays.copyOfRange(value, cpu * step, cpu * step + description.valueSize()));
        }
        return values;
    }

    /**
     * Reads the types of the object that it came with.
     *
     * @return bytes of its section {@code .BTF}; empty if it has none.
     */
    public byte[] btf() {
        final byte[] btf = new byte[description.btfLength()];
        int offset = 0;
        while (offset < btf.length) {
            final Request request = requests.readBtf(offset);
            final ServerMessage.BtfData piece = ask(request, ServerMessage.BtfData.class);
            if (piece.totalLength() != btf.length || piece.data().length == 0
                    || piece.data().length > btf.length - offset) {
                throw new ProtocolViolationException(request.name(), "%d of %d bytes at %d, expected some of %d"
                        .formatted(piece.data().length, piece.totalLength(), offset, btf.length), null);
            }
            System.arraycopy(piece.data(), 0, btf, offset, piece.data().length);
            offset += piece.data().length;
        }
        return btf;
    }

    /**
     * The map as a ring buffer.
     *
     * @return its other end.
     * @throws IllegalStateException if it is none.
     */
    public ClientRing ring() {
        if (!description.type().endsWith("ringbuf")) {
            throw new IllegalStateException("map %s is no ring buffer but a %s"
                    .formatted(description.name(), description.type()));
        }
        return new ClientRing(session, requests, transferIds, timeoutNs);
    }

    private <T extends ServerMessage.Content> T ask(final Request request, final Class<T> expected) {
        return session.request(request, expected, timeoutNs);
    }

    /** ENOENT is an answer, unless it is the map that is not there. */
    private <T extends ServerMessage.Content> Optional<T> find(final Request request, final Class<T> expected) {
        try {
            return Optional.of(ask(request, expected));
        } catch (final ControlException e) {
            if (e.errno() == Errno.ENOENT && !e.text().startsWith(ControlProtocol.NO_MAP)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return description.toString();
    }
}
