package io.bpfarena.integration.process;

import io.bpfarena.client.ArenaClient;
import java.io.IOException;
import java.nio.file.Path;

/** A client process: {@code ClientMain ROLE DIRECTORY [ARGUMENT...]}. Begins with {@code attached ID}. */
final class ClientMain {
    private ClientMain() {
    }

    /** What a client does until somebody writes to its standard input, or the broker is gone. */
    @FunctionalInterface
    interface Role {
        /**
         * Does it.
         *
         * @param client attached.
         * @param args   after the directory.
         */
        void play(ArenaClient client, String[] args) throws IOException;
    }

    public static void main(final String[] args) throws IOException {
        final Role role = switch (args[0]) {
            case "touch" -> ClientRoles::touch;
            case "allocate" -> ClientRoles::allocate;
            case "fill" -> ClientRoles::fill;
            case "ask" -> ClientRoles::ask;
            case "run" -> ClientRoles::run;
            case "collide" -> ClientRoles::collide;
            default -> throw new IllegalArgumentException(args[0]);
        };
        final String[] rest = new String[args.length - 2];
        System.arraycopy(args, 2, rest, 0, rest.length);
        try (ArenaClient client = ArenaClient.connect(
                new ArenaClient.Context().directory(Path.of(args[1])).clientName(args[0]))) {
            print("attached " + client.clientId());
            role.play(client, rest);
            print("done");
        } catch (final RuntimeException e) {
            print("failed %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
            System.exit(1);
        }
    }

    /** Prints a line that the test sees at once. */
    static void print(final String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** {@return whether the test wants it to end} */
    static boolean isToldToEnd() throws IOException {
        return System.in.available() > 0;
    }
}
