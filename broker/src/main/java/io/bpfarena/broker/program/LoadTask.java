package io.bpfarena.broker.program;

import io.bpfarena.linux.Errno;
import io.bpfarena.runtime.BpfObject;
import io.bpfarena.runtime.BpfRuntime;
import io.bpfarena.runtime.LoadedObject;
import io.bpfarena.runtime.arena.ArenaException;
import io.bpfarena.runtime.elf.ObjectFormatException;
import io.bpfarena.runtime.loader.LoadException;
import io.bpfarena.runtime.map.MapException;
import java.util.concurrent.CancellationException;

/** Opens and loads an object under a name that the registry has taken for it. */
public final class LoadTask extends WorkerTask {
    private final BpfRuntime runtime;
    private final ObjectRegistry registry;
    private final String name;
    private final byte[] elf;
    private final LoadHandler handler;
    private LoadedObject loaded;

    /** Hears of the outcome, on the agent's thread. */
    public interface LoadHandler {
        /**
         * It is loaded and in the registry.
         *
         * @param object with its numbers.
         */
        void onLoaded(HostedObject object);

        /**
         * It is not, and its name is free again.
         *
         * @param failure why.
         */
        void onFailed(LoadFailure failure);
    }

    /**
     * @param clientId session that wants it.
     * @param runtime  to load into.
     * @param registry that has taken the name.
     * @param name     of the object.
     * @param elf      bytes of the object.
     * @param handler  hears of the outcome.
     */
    public LoadTask(
            final long clientId, final BpfRuntime runtime, final ObjectRegistry registry, final String name,
            final byte[] elf, final LoadHandler handler) {
        super(clientId);
        this.runtime = runtime;
        this.registry = registry;
        this.name = name;
        this.elf = elf;
        this.handler = handler;
    }

    @Override
    protected void execute(final int cpu) throws ObjectFormatException, LoadException {
        loaded = runtime.load(BpfObject.open(name, elf));
    }

    @Override
    protected void complete() {
        if (loaded != null) {
            handler.onLoaded(registry.add(loaded));
        } else {
            registry.releaseName(name);
            handler.onFailed(LoadFailure.of(name, failure()));
        }
    }

    /**
     * Why an object was not loaded.
     *
     * @param errno   what libbpf or the kernel would answer; EIO if the broker failed.
     * @param text    what, where and why.
     * @param failure what the broker should log, or null if the object is to blame.
     */
    public record LoadFailure(Errno errno, String text, Throwable failure) {
        /**
         * Sorts a failure.
         *
         * @param name      of the object.
         * @param throwable what was thrown.
         * @return the failure.
         */
        public static LoadFailure of(final String name, final Throwable throwable) {
            final Errno errno = switch (throwable) {
                case ObjectFormatException _ -> Errno.EINVAL;
                case LoadException e -> e.errno();
                case ArenaException e -> e.errno();
                case MapException e -> e.errno();
                case CancellationException _ -> Errno.ECANCELED;
                default -> null;
            };
            return errno != null
                    ? new LoadFailure(errno, "object %s: %s".formatted(name, throwable.getMessage()), null)
                    : new LoadFailure(
                            Errno.EIO, "object %s: the load failed: %s".formatted(name, throwable), throwable);
        }
    }
}
