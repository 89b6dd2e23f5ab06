package io.bpfarena.runtime.arena;

/**
 * What an arena is made from.
 *
 * @param objectName  name of the object that defines it, such as {@code linked_list}; from an untrusted sender.
 * @param mapName     name of the map, such as {@code arena}; from an untrusted sender.
 * @param userVmStart base address at which user space maps page 0; page-aligned.
 * @param pages       {@code max_entries}, 1 to 1,048,576; the range does not cross a 4 GiB boundary.
 * @param flags       {@code map_flags} as in the kernel's bpf.h.
 */
public record ArenaSpec(String objectName, String mapName, long userVmStart, int pages, int flags) {
    /** {@return the size of the range in bytes} */
    public long length() {
        return (long) pages << ArenaMemory.PAGE_SHIFT;
    }
}
