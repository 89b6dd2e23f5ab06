package io.bpfarena.examples;

import io.bpfarena.client.ArenaClient;
import io.bpfarena.client.RunOptions;
import io.bpfarena.client.view.ArenaAccessor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The smallest client: has a broker run {@code stack.bpf.c}, and walks what it built by the pointers in memory. */
public final class Stack {
    private Stack() {
    }

    /**
     * Prints the sum of what it put on the stack.
     *
     * @param args the broker's directory.
     * @throws IOException if the object cannot be read.
     */
    public static void main(final String[] args) throws IOException {
        try (InputStream object = Stack.class.getResourceAsStream("/bpf/stack.bpf.o")) {
            System.out.println("sum: " + sum(Path.of(args[0]), object.readAllBytes()));
        }
    }

    /**
     * Loads the object, pushes 1 to 10, and adds up what is on the stack.
     *
     * @param directory of the broker.
     * @param object    stack.bpf.o.
     * @return the sum.
     */
    // The body stands in README.md, and a test holds the two together.
    public static long sum(final Path directory, final byte[] object) {
        try (ArenaClient client = ArenaClient.connect(new ArenaClient.Context().directory(directory))) {
            client.load("stack", object);
            for (byte value = 1; value <= 10; value++) {
                byte[] context = {value, 0, 0, 0, 0, 0, 0, 0};
                client.run("stack", "push", context, RunOptions.DEFAULT).requireSuccess();
            }
            ArenaAccessor memory = new ArenaAccessor(client.openArena("stack.arena"));
            long sum = 0;
            for (long node = client.readGlobalLong("stack", "head"); node != 0; node = memory.getLong(node)) {
                sum += memory.getLong(node + 8);
            }
            return sum;
        }
    }
}
