package io.bpfarena.client;

import io.bpfarena.client.fault.FaultResolution;
import io.bpfarena.client.memory.ArenaTableHeader;
import java.util.List;

/** A message from the broker, decoded and checked. */
sealed interface ServerMessage {
    /**
     * An answer to a request.
     *
     * @param correlationId of the request.
     * @param content       what was answered.
     */
    record Answer(long correlationId, Content content) implements ServerMessage {
    }

    /** Something that nobody asked for. */
    sealed interface Event extends ServerMessage {
    }

    /** Pages of an arena were freed. */
    record PagesFreed(int arenaId, int page, int pageCount) implements Event {
    }

    /** An arena was closed. */
    record ArenaClosed(int arenaId) implements Event {
    }

    /** A client has gone. */
    record ClientGone(long clientId) implements Event {
    }

    /** The broker is ending. */
    record BrokerClosing(long epoch) implements Event {
    }

    /** What an answer says. */
    sealed interface Content {
    }

    /** The outcome alone. */
    record Reply(int code, String text) implements Content {
    }

    /** The session was made, or refused with a code. */
    record Attached(long clientId, int code, long epoch, long livenessTimeoutNs, String text) implements Content {
    }

    /** How the broker is. */
    record Status(BrokerStatus status) implements Content {
    }

    /** An arena to map. */
    record ArenaOpened(ArenaTableHeader header) implements Content {
    }

    /** What became of a fault. */
    record FaultResult(int arenaId, int page, int pageCount, FaultResolution resolution) implements Content {
    }

    /** Where pages were allocated. */
    record PagesAllocated(long address) implements Content {
    }

    /** An object was loaded. */
    record ObjectLoaded(LoadedObject object) implements Content {
    }

    /** A program ran. */
    record ProgramResult(ProgramRun run) implements Content {
    }

    /** Part of a global variable. */
    record GlobalValue(int totalLength, byte[] value) implements Content {
    }

    /** What was taken out of a program's stream, and how much is still there. */
    record StreamBytes(int remaining, byte[] data) implements Content {
    }

    /** What a map is like. */
    record MapDescribed(MapDescription description) implements Content {
    }

    /** Part of a BTF section. */
    record BtfData(int totalLength, byte[] data) implements Content {
    }

    /** Part of a value. */
    record ElementValue(int totalLength, byte[] value) implements Content {
    }

    /** The key that follows another. */
    record KeyFound(byte[] key) implements Content {
    }

    /** Some elements; an empty cursor says that they are the last. */
    record Elements(boolean keysOnly, List<Element> elements, byte[] cursor) implements Content {
    }

    /** A key with its value, which is empty if the answer has keys only. */
    record Element(byte[] key, byte[] value) {
    }

    /** Some records; of the last so many bytes remain to be asked for. */
    record Records(long position, int remaining, List<byte[]> records) implements Content {
    }

    /** Part of a listing: each id is above the one before. */
    sealed interface Page<T> extends Content {
        int remaining();

        List<T> entries();

        /** {@return the id of an entry, by which the next page is asked for} */
        long idOf(T entry);
    }

    /** Part of the list of programs. */
    record ProgramPage(int remaining, List<ProgramInfo> entries) implements Page<ProgramInfo> {
        @Override
        public long idOf(final ProgramInfo entry) {
            return entry.id();
        }
    }

    /** Part of the list of maps. */
    record MapPage(int remaining, List<MapInfo> entries) implements Page<MapInfo> {
        @Override
        public long idOf(final MapInfo entry) {
            return entry.id();
        }
    }

    /** Part of the list of clients. */
    record ClientPage(int remaining, List<ClientInfo> entries) implements Page<ClientInfo> {
        @Override
        public long idOf(final ClientInfo entry) {
            return entry.id();
        }
    }
}
