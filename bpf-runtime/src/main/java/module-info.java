/**
 * The BPF machine as a library. {@link io.bpfarena.runtime} is the front door; the other packages that are exported
 * are what its classes give and take. The JVM wants
 * {@code --enable-native-access=io.bpfarena.runtime,io.bpfarena.linux}.
 */
module io.bpfarena.runtime {
    requires transitive io.bpfarena.linux;
    requires net.fornwall.jelf;

    exports io.bpfarena.runtime;
    exports io.bpfarena.runtime.arena;
    exports io.bpfarena.runtime.async;
    exports io.bpfarena.runtime.btf;
    exports io.bpfarena.runtime.btf.core;
    exports io.bpfarena.runtime.elf;
    exports io.bpfarena.runtime.helper;
    exports io.bpfarena.runtime.interpreter;
    exports io.bpfarena.runtime.isa;
    exports io.bpfarena.runtime.loader;
    exports io.bpfarena.runtime.map;
    exports io.bpfarena.runtime.memory;
    exports io.bpfarena.runtime.packet;
    exports io.bpfarena.runtime.program;
    exports io.bpfarena.runtime.stream;
}
