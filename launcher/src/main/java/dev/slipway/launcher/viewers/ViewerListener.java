package dev.slipway.launcher.viewers;

import dev.slipway.launcher.io.Listener;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.io.Threads;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** A socket that takes viewers, up to a limit, counts them, and lets them go at its end. */
final class ViewerListener implements AutoCloseable {
    /** QEMU itself drops the oldest VNC connection beyond 32 ({@code -vnc connections=}). */
    private static final int MAX_VIEWERS = 32;

    private final String socket;
    private final Listener listener;
    private final Visit visit;
    private final IntConsumer count;
    private final Set<SocketChannel> viewers = ConcurrentHashMap.newKeySet();

    /** Serves one viewer on its own thread; the connection is closed when this returns. */
    interface Visit {
        void serve(SocketChannel viewer) throws IOException;
    }

    /**
     * Listens on the socket {@code name}.
     *
     * @param count told the number of viewers at each change
     */
    ViewerListener(RunDirectory directory, String name, Visit visit, IntConsumer count) throws IOException {
        this.socket = name;
        this.visit = visit;
        this.count = count;
        this.listener = new Listener(directory, name, this::admit);
    }

    private void admit(SocketChannel viewer) throws IOException {
        if (viewers.size() >= MAX_VIEWERS) {
            Log.line("a viewer of %s was sent away: there are %d already".formatted(socket, MAX_VIEWERS));
            viewer.close();
            return;
        }
        viewers.add(viewer);
        count.accept(viewers.size());
        Threads.start("viewer", () -> serve(viewer));
    }

    private void serve(SocketChannel viewer) {
        try (viewer) {
            visit.serve(viewer);
        } catch (IOException gone) {
            // a viewer that leaves in the middle of a read or write is no event
        } finally {
            viewers.remove(viewer);
            count.accept(viewers.size());
        }
    }

    /** Takes no more viewers; those there are stay. */
    void stopListening() throws IOException {
        listener.close();
    }

    /** Takes no more viewers and lets those go that are there. */
    @Override
    public void close() throws IOException {
        stopListening();
        for (SocketChannel viewer : viewers) {
            viewer.close();
        }
    }
}
