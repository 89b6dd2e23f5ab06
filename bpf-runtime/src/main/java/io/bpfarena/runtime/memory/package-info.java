/**
 * Native memory as programs see it: ranges that a program may touch ({@link
 * io.bpfarena.runtime.memory.MemoryRegion}, {@link io.bpfarena.runtime.memory.RegionTable}) and access by address
 * ({@link io.bpfarena.runtime.memory.NativeMemory}), which checks nothing.
 *
 * <pre>{@code
 * MemoryRegion region = new MemoryRegion("map .bss", address, 64, true);
 * if (region.contains(address + 60, 4)) {
 *     NativeMemory.putInt(address + 60, 42);
 *     System.out.println(NativeMemory.getLong(address + 56) >>> 32);               // 42
 * }
 * }</pre>
 *
 * It knows neither programs nor maps nor arenas.
 */
package io.bpfarena.runtime.memory;
