package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.pod.LauncherProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The launcher of one Pod: the connection to it while there is one, and what it said last. */
final class FollowedLauncher implements AutoCloseable {
    private static final Duration HELLO = Duration.ofSeconds(10);

    private final SessionContext context;
    private final Runnable changed;
    private volatile @Nullable LauncherConnection connection;
    private volatile @Nullable LauncherState state;
    private volatile @Nullable LauncherProcess process;

    /**
     * Knows nothing of the launcher yet.
     *
     * @param changed told when the launcher says something new, or hangs up
     */
    FollowedLauncher(SessionContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /**
     * A launcher that can be asked for something.
     *
     * @param connection the connection to it
     * @param state what it said last
     * @param process its process
     */
    record Reached(LauncherConnection connection, LauncherState state, LauncherProcess process) {
        boolean isIn(LauncherState.Phase phase) {
            return state.phase() == phase;
        }
    }

    /** Returns the launcher, if it can be asked now. */
    Optional<Reached> reached() {
        LauncherConnection open = connection;
        LauncherState known = state;
        LauncherProcess running = process;
        return open == null || known == null || running == null
                ? Optional.empty()
                : Optional.of(new Reached(open, known, running));
    }

    Optional<LauncherConnection> connection() {
        return Optional.ofNullable(connection);
    }

    /** Returns what the launcher said last. */
    Optional<LauncherState> state() {
        return Optional.ofNullable(state);
    }

    /** Returns whether that is what the launcher said last. */
    boolean isIn(LauncherState.Phase phase) {
        return state().filter(known -> known.phase() == phase).isPresent();
    }

    Optional<LauncherProcess> process() {
        return Optional.ofNullable(process);
    }

    /** Returns the connection while the guest can answer: not one that is paused, nor one whose file systems are at rest. */
    Optional<LauncherConnection> awake() {
        boolean asleep = state().filter(known -> known.guest().frozen()).isPresent();
        return isIn(LauncherState.Phase.RUNNING) && !asleep ? connection() : Optional.empty();
    }

    /**
     * Returns how the guest ended, by the launcher's word or by that of its Pod; empty while it has not.
     *
     * @param gone whether the Pod is
     */
    Optional<LauncherEnd> end(FollowedPod pod, boolean gone) {
        Optional<LauncherEnd> said = state().flatMap(LauncherState::end);
        if (said.isPresent()) {
            return said;
        }
        Optional<LauncherEnd> ended = pod.end();
        return ended.isEmpty() && gone ? Optional.of(LauncherEnd.ofTerminationMessage("")) : ended;
    }

    /** Connects unless it is connected; returns whether it is then. A launcher that does not listen yet is no error. */
    boolean connect(FollowedPod pod) throws IOException {
        if (connection != null) {
            return true;
        }
        Path runDirectory = context.files().apply(pod.pod()).runDirectory();
        if (!Files.exists(runDirectory.resolve("control.sock"))) {
            return false;
        }
        Path socket = context.links().to(pod.uid(), runDirectory).resolve("control.sock");
        LauncherConnection opened;
        try {
            opened = LauncherConnection.open(socket, this::said, this::hungUp);
        } catch (IOException e) {
            // Between bind and listen, or just ended: the next look will tell.
            return false;
        }
        try {
            JsonNode hello = opened.call("hello", HELLO);
            process = LauncherProcess.of(hello.path("pid").asLong(-1), socket);
            state = LauncherState.of(hello.path("state"));
            opened.call("watch", HELLO);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        connection = opened;
        return true;
    }

    private void said(LauncherState news) {
        state = news;
        changed.run();
    }

    private void hungUp() {
        connection = null;
        changed.run();
    }

    @Override
    public void close() {
        connection().ifPresent(LauncherConnection::close);
    }
}
