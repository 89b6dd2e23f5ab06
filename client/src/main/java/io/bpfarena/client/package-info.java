/**
 * What another process needs to use a broker: attach, load and run programs, open arenas, and be told of events.
 *
 * <pre>{@code
 * try (ArenaClient client = ArenaClient.connect(new ArenaClient.Context().directory(directory).clientName("walker"))) {
 *     client.load("list", Files.readAllBytes(Path.of("list.bpf.o")));
 *     client.run("list", "build").requireSuccess();
 *     ArenaAccessor memory = new ArenaAccessor(client.openArena("list.arena"));
 *     long sum = 0;
 *     for (long node = client.readGlobalLong("list", "head"); node != 0; node = memory.getLong(node)) {
 *         sum += memory.getLong(node + 8);
 *     }
 * }
 * }</pre>
 *
 * <p>Maps of an object are used as bpf(2) lets user space use them, ring buffers are consumed:
 *
 * <pre>{@code
 * ClientMap counters = client.map("list", "counters");
 * counters.update(key, value, ClientMap.NOEXIST);
 * counters.forEach((k, v) -> System.out.println(Arrays.toString(k) + " " + Arrays.toString(v)));
 * client.map("list", "events").ring().poll(record -> handle(record), 100, Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>{@link io.bpfarena.client.ArenaClient} is the front door, {@code ControlSession} the exchange of requests and
 * answers behind it; {@code Request} and {@code ServerMessageCodec} are the two directions of the protocol. Everything
 * that comes from the broker is checked before it is used, and every wait ends by itself.
 *
 * <p>It knows nothing of the broker's inside nor of the runtime: the contract is the package {@code protocol} and the
 * files that {@code memory} describes.
 */
package io.bpfarena.client;
