package io.bpfarena.client;

/**
 * What a map is like, as BPF_OBJ_GET_INFO_BY_FD tells.
 *
 * @param id          the broker's number for it.
 * @param typeNumber  in {@code enum bpf_map_type}.
 * @param keySize     bytes.
 * @param valueSize   bytes, as it is defined.
 * @param elementSize bytes of a value as user space has it: where each CPU has its own, all of them side by side, each
 *                    rounded up to eight bytes.
 * @param maxEntries  entries, or pages of an arena; unsigned.
 * @param flags       {@code map_flags}.
 * @param cpus        how many CPUs have a value of their own; 1 if they share it.
 * @param frozen      whether user space may not write.
 * @param keyType     number of the keys' type in the object's BTF; 0 if it is not known.
 * @param valueType   likewise of the values.
 * @param btfLength   bytes of that BTF; 0 if there is none.
 * @param type        such as {@code hash}.
 * @param name        of its C variable.
 * @param objectName  name of the object it came with.
 */
public record MapDescription(
        int id, int typeNumber, int keySize, int valueSize, int elementSize, int maxEntries, int flags, int cpus,
        boolean frozen, int keyType, int valueType, int btfLength, String type, String name, String objectName) {
    /** {@return whether each CPU has a value of its own} */
    public boolean isPerCpu() {
        return type.contains("percpu");
    }
}
