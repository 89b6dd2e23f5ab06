/**
 * Maps: what programs, helpers and Java share. Each type is a file of its own, on memory outside the heap, so that a
 * program can hold pointers to values.
 *
 * <pre>{@code
 * BpfMap map = new MapFactory(arenas).create("counters", new MapAttributes(1, 4, 8, 1024, 0, 0, 0));
 * System.out.println(map.update(keyAddress, valueAddress, MapFlags.ANY));      // 0
 * long value = map.lookup(keyAddress);                                         // native address, or 0
 * map.close();
 * }</pre>
 *
 * Flags and error numbers are the kernel's. The package knows nothing of programs, objects or arenas.
 */
package io.bpfarena.runtime.map;
