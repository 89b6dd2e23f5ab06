/**
 * Maps: what programs, helpers and Java share. Each type is a file of its own, on memory outside the heap, so that a
 * program can hold pointers to values.
 *
 * <pre>{@code
 * MapFactory factory = new MapFactory(arenas, 4);                              // four virtual CPUs
 * BpfMap map = factory.create("counts", new MapAttributes(MapType.PERCPU_HASH.number(), 4, 8, 1024, 0, 0, 0));
 * map.update(keyAddress, valueAddress, MapFlags.ANY, 2);                       // as a program on CPU 2 does
 * long value = map.lookup(keyAddress, 2);                                      // native address, or 0
 * byte[] all = MapView.of(map).lookup(new byte[4]).orElseThrow();              // as user space does
 * System.out.println(all.length + " " + all[16]);                              // 32 42: of four CPUs the third
 * map.close();
 * }</pre>
 *
 * {@link io.bpfarena.runtime.map.BpfMap} is a map as programs have it, by native addresses and error numbers;
 * {@link io.bpfarena.runtime.map.MapView} is the same map as user space has it through bpf(2), by bytes and exceptions.
 * Beyond elements there are the ends that Java has of {@link io.bpfarena.runtime.map.RingBufferMap} and
 * {@link io.bpfarena.runtime.map.UserRingBufferMap}.
 *
 * <p>A map's memory lives until its owner closed it, no map of maps refers to it, no run found it there, and no call
 * from Java is using it.
 *
 * <p>Flags and error numbers are the kernel's. The package knows nothing of programs, objects or arenas.
 */
package io.bpfarena.runtime.map;
