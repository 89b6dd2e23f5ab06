package io.bpfarena.runtime.btf.core;

/** What an instruction depends on, {@code enum bpf_core_relo_kind} of the kernel's uapi bpf.h, in its order. */
public enum RelocationKind {
    /** Bytes from the start of a structure to a field. */
    FIELD_BYTE_OFFSET("byte_off", Subject.FIELD),
    /** Bytes in a field. */
    FIELD_BYTE_SIZE("byte_sz", Subject.FIELD),
    /** 1 if the target has the field. */
    FIELD_EXISTS("field_exists", Subject.FIELD),
    /** 1 if a field is signed. */
    FIELD_SIGNED("signed", Subject.FIELD),
    /** How far a bit-field, loaded as 64 bits, is shifted left to drop what is above it. */
    FIELD_LSHIFT_U64("lshift_u64", Subject.FIELD),
    /** How far it is then shifted right. */
    FIELD_RSHIFT_U64("rshift_u64", Subject.FIELD),
    /** Number of a type in the object itself. */
    TYPE_ID_LOCAL("local_type_id", Subject.TYPE),
    /** Number of a type in the target, 0 if it has none. */
    TYPE_ID_TARGET("target_type_id", Subject.TYPE),
    /** 1 if the target has the type. */
    TYPE_EXISTS("type_exists", Subject.TYPE),
    /** Bytes in a type, 0 if the target does not have it. */
    TYPE_SIZE("type_size", Subject.TYPE),
    /** 1 if the target has the value of an enumeration. */
    ENUMVAL_EXISTS("enumval_exists", Subject.ENUMERATOR),
    /** The number that a value of an enumeration stands for. */
    ENUMVAL_VALUE("enumval_value", Subject.ENUMERATOR),
    /** 1 if the target has the type, and each member of it as the object has it. */
    TYPE_MATCHES("type_matches", Subject.TYPE);

    /** What the access string of a relocation leads to. */
    enum Subject {
        FIELD, TYPE, ENUMERATOR
    }

    private final String label;
    private final Subject subject;

    RelocationKind(final String label, final Subject subject) {
        this.label = label;
        this.subject = subject;
    }

    /** {@return the name that libbpf prints} */
    public String label() {
        return label;
    }

    Subject subject() {
        return subject;
    }
}
