package io.bpfarena.client.protocol;

/**
 * What client and broker agree on beside the message layouts: streams and the most that a message may hold.
 *
 * <p>A client sends on an exclusive publication of its own to the control channel and stream that the mark file names,
 * so that a client killed in the middle of a message blocks nobody else; all messages of one client come from one
 * session, and the broker refuses a client id that comes from another. It receives on {@link #RESPONSE_CHANNEL} with a
 * {@code session-id} parameter of its own choice ({@code Aeron.nextSessionId}) and {@link #RESPONSE_STREAM_ID}; the
 * broker adds exactly one exclusive publication for it.
 *
 * <p>Any message of a client counts as a sign of life; a {@link KeepaliveDecoder Keepalive} is for when there is none.
 *
 * <p>Term buffers of {@value #TERM_LENGTH} bytes let a message be {@value #MAX_MESSAGE_LENGTH} bytes, an eighth; the
 * limits below add up to less. A sender keeps them, a receiver checks them.
 */
public final class ControlProtocol {
    /** Sent in Attach; the broker refuses another with EPROTO. Changes when the meaning of a message does. */
    public static final int PROTOCOL_VERSION = 1;

    /** Bytes of one term of the publications on both sides, three of which make a log. */
    public static final int TERM_LENGTH = 512 * 1024;

    /** Bytes of a message including its header; more cannot be sent through terms of {@link #TERM_LENGTH}. */
    public static final int MAX_MESSAGE_LENGTH = TERM_LENGTH / 8;

    /** Where the broker listens, unless its mark file says otherwise. */
    public static final String CONTROL_CHANNEL = "aeron:ipc?term-length=" + TERM_LENGTH;

    /** Stream of requests, unless the mark file says otherwise. */
    public static final int CONTROL_STREAM_ID = 7033;

    /** Where clients listen; each adds {@code |session-id=N}. */
    public static final String RESPONSE_CHANNEL = "aeron:ipc?term-length=" + TERM_LENGTH;

    /** Stream of answers and events. */
    public static final int RESPONSE_STREAM_ID = 7034;

    /** Bytes of an error text, a client's name, or any other text without a limit of its own. */
    public static final int MAX_TEXT_LENGTH = 4096;

    /** Bytes of the name of an object, program, map or variable. */
    public static final int MAX_NAME_LENGTH = 512;

    /** Bytes of a response channel. */
    public static final int MAX_CHANNEL_LENGTH = 256;

    /** Bytes of an object in one LoadObject. */
    public static final int MAX_CHUNK_LENGTH = 32 * 1024;

    /** Bytes of an object altogether. */
    public static final int MAX_OBJECT_LENGTH = 64 * 1024 * 1024;

    /** Bytes of a global variable in one GlobalValue or WriteGlobal. */
    public static final int MAX_VALUE_LENGTH = 32 * 1024;

    /** Bytes of a program's context in RunProgram and ProgramResult. */
    public static final int MAX_CONTEXT_LENGTH = 32 * 1024;

    /** Bytes of what a program printed; the broker keeps the end of it. */
    public static final int MAX_OUTPUT_LENGTH = 12 * 1024;

    /** Bytes of a packet in RunProgram and ProgramResult. */
    public static final int MAX_PACKET_LENGTH = 4096;

    /** Fault reports in one ProgramResult; faultCount has their true number. */
    public static final int MAX_REPORTS = 16;

    /** Bytes of one fault report. */
    public static final int MAX_REPORT_LENGTH = 512;

    /** Pages in one FaultIn; the answer says how many were resolved. */
    public static final int MAX_FAULT_PAGES = 1 << 20;

    /** Bytes of a key; a map with longer ones is not for clients. */
    public static final int MAX_KEY_LENGTH = 16 * 1024;

    /** Bytes of a cursor: eight and a key. */
    public static final int MAX_CURSOR_LENGTH = 8 + MAX_KEY_LENGTH;

    /** Bytes of keys and values in one ElementList, of records in one RecordList. */
    public static final int MAX_BATCH_LENGTH = 32 * 1024;

    /** Entries of one ElementList, records of one RecordList. */
    public static final int MAX_BATCH_COUNT = 1024;

    /** How a Reply begins that says ENOENT of a map, and not of an entry in it. */
    public static final String NO_MAP = "there is no map";

    /** Seconds that a ConsumeRecords or SubmitRecord may wait. */
    public static final int MAX_WAIT_SECONDS = 3600;

    /** Bytes that a program's stream holds: the kernel's BPF_STREAM_MAX_CAPACITY. */
    public static final int MAX_STREAM_LENGTH = 100_000;

    private ControlProtocol() {
    }
}
