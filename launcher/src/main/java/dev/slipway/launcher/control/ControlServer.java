package dev.slipway.launcher.control;

import dev.slipway.launcher.io.Listener;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.machine.Machine;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves {@code control.sock} to several clients at once. */
public final class ControlServer implements AutoCloseable {
    private static final String SOCKET = "control.sock";
    private static final int MAX_CLIENTS = 16;
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

    private final Machine machine;
    private final Commands commands;
    private final Listener listener;
    private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();

    /** Begins to serve {@code machine} in {@code directory}. */
    public ControlServer(RunDirectory directory, Identity identity, Machine machine) throws IOException {
        if (directory.isServed(SOCKET)) {
            throw new IOException("another launcher runs in %s already; end it first or give another --run-dir"
                    .formatted(directory.path()));
        }
        this.machine = machine;
        this.commands = new Commands(identity, machine);
        this.listener = new Listener(directory, SOCKET, this::admit);
    }

    private void admit(SocketChannel client) throws IOException {
        if (sessions.size() >= MAX_CLIENTS) {
            Log.line("a client of the control socket was sent away: there are %d already".formatted(MAX_CLIENTS));
            client.close();
            return;
        }
        ControlSession session = new ControlSession(client, commands, machine.board());
        sessions.add(session);
        Threads.start("control-in", () -> {
            session.run();
            sessions.remove(session);
        });
    }

    /** Takes no more clients, lets those there read their last lines, and closes. */
    @Override
    public void close() throws IOException {
        listener.close();
        sessions.forEach(session -> session.drain(DRAIN_LIMIT));
        sessions.forEach(ControlSession::close);
    }
}
