/**
 * libbpf's work: from the bytes of an object to maps that exist and programs that an engine can run.
 *
 * <pre>{@code
 * ObjectDefinition definition = ObjectDefinition.open("linked_list", bytes);                 // open
 * definition.maps().getFirst().maxEntries(1000);                                             // adjust
 * try (LinkedObject object = ObjectLoader.load(definition, maps, FunctionTable.standard())) { // load
 *     System.out.println(object.maps().getFirst().maxEntries());                             // 1000
 * }
 * }</pre>
 *
 * Errors say what, where and why in libbpf's words where it has some: an {@link
 * io.bpfarena.runtime.elf.ObjectFormatException} for an object that nobody could load, a {@link
 * io.bpfarena.runtime.loader.LoadException} for one that cannot be loaded here. The package knows no engine.
 */
package io.bpfarena.runtime.loader;
