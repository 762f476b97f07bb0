package dev.slipway.launcher.machine;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.Departure;
import dev.slipway.launcher.lifecycle.Move;
import dev.slipway.launcher.lifecycle.Move.Stage;
import dev.slipway.launcher.lifecycle.Route;
import dev.slipway.launcher.qmp.QmpClient;
import dev.slipway.launcher.qmp.QmpException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One departure of a guest, on a thread of its own: copies the disks that the other end lacks, then memory and devices, and
 * looks how far it is until it is over. QEMU lets the guest run on here by itself if it fails.
 */
final class Sending {
    /** As KubeVirt's monitor of a migration. */
    private static final Duration LOOK = Duration.ofMillis(400);

    private static final Duration SHORT_LOOK = Duration.ofMillis(50);

    /** QEMU 7.2 begins with 128 MiB/s and knows no "unlimited". */
    private static final long UNLIMITED = 1L << 40;

    private final MoveSettings settings;
    private final GuestWatch watch;
    private final Departure departure;
    private volatile boolean cancelled;
    private volatile Move move;

    Sending(QmpClient monitor, GuestWatch watch, Departure departure) {
        this.settings = new MoveSettings(monitor);
        this.watch = watch;
        this.departure = departure;
        this.move = Move.of(Move.Direction.OUT, route().id());
        watch.moves(move);
    }

    void begin() {
        Threads.start("migration", this::run);
    }

    String id() {
        return route().id();
    }

    /** Gives up, if the guest is still here; it runs on here. */
    void cancel() throws QmpException {
        cancelled = true;
        settings.ask("migrate_cancel", JsonObject.EMPTY);
    }

    /** Lets the guest run at its new place, where it waits for what memory it lacks. */
    void startPostCopy() throws QmpException {
        settings.ask("migrate-start-postcopy", JsonObject.EMPTY);
    }

    private Route route() {
        return departure.route();
    }

    private void run() {
        try {
            settings.credentials(route(), "client");
            capabilities();
            parameters();
            if (!route().copied().isEmpty()) {
                at(Stage.DISKS);
                copyDisks();
            }
            settings.ask("migrate", JsonObject.EMPTY.with("uri", route().uri()));
            at(Stage.MOVING);
            follow();
        } catch (QmpException e) {
            if (!e.isClosed()) {
                Log.line("the guest could not leave: " + e.getMessage());
                fail("QEMU refused: " + e.getMessage());
            }
        } catch (CancelledException e) {
            fail("The migration was cancelled while its disks were copied.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            detachDisks();
        }
    }

    private void at(Stage stage) {
        move = move.at(stage);
        watch.moves(move);
    }

    private void fail(String why) {
        move = move.failed(why);
        watch.moves(move);
    }

    /** Without a return path the source would not learn that the other end could not take the guest. */
    private void capabilities() throws QmpException {
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        wanted.put("events", true);
        wanted.put("return-path", true);
        wanted.put("postcopy-ram", route().postCopy());
        wanted.put("auto-converge", departure.autoConverge());
        wanted.put("pause-before-switchover", !route().copied().isEmpty());
        settings.capabilities(wanted);
    }

    private void parameters() throws QmpException {
        JsonObject parameters = JsonObject.EMPTY
                .with("max-bandwidth", departure.bandwidth() == 0 ? UNLIMITED : departure.bandwidth())
                .with("downtime-limit", departure.downtimeMillis())
                .with("tls-hostname", departure.serverName().orElse(""));
        settings.ask("migrate-set-parameters", parameters);
    }

    private void copyDisks() throws QmpException, InterruptedException, CancelledException {
        for (String node : route().copied()) {
            JsonObject remote = JsonObject.EMPTY
                    .with("driver", "nbd")
                    .with("node-name", remote(node))
                    .with("server", MoveSettings.diskAddress(route()).with("type", "inet"))
                    .with("export", node);
            if (route().credentials().isPresent()) {
                remote = remote.with("tls-creds", MoveSettings.CREDENTIALS)
                        .with("tls-hostname", departure.serverName().orElse(""));
            }
            settings.ask("blockdev-add", remote);
            settings.ask(
                    "blockdev-mirror",
                    JsonObject.EMPTY
                            .with("job-id", job(node))
                            .with("device", node)
                            .with("target", remote(node))
                            .with("sync", "full")
                            .with("copy-mode", "write-blocking"));
        }
        while (!jobs().stream().allMatch(job -> job.isTrue("ready"))) {
            if (cancelled) {
                throw new CancelledException();
            }
            if (jobs().size() < route().copied().size()) {
                throw new CancelledException();
            }
            watch.refresh();
            Thread.sleep(LOOK);
        }
    }

    private static final class CancelledException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private List<JsonObject> jobs() throws QmpException {
        return settings.ask("query-block-jobs", JsonObject.EMPTY) instanceof JsonArray list
                ? list.items().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .filter(job -> job.text("device")
                                .filter(name -> name.startsWith("migration-"))
                                .isPresent())
                        .toList()
                : List.of();
    }

    private void follow() throws QmpException, InterruptedException {
        boolean switched = route().copied().isEmpty();
        while (true) {
            watch.refresh();
            JsonObject told = settings.ask("query-migrate", JsonObject.EMPTY) instanceof JsonObject answer
                    ? answer
                    : JsonObject.EMPTY;
            if (Move.isOver(told)) {
                watch.refresh();
                return;
            }
            if (!switched && told.text("status").equals(Optional.of("pre-switchover"))) {
                endCopies();
                settings.ask("migrate-continue", JsonObject.EMPTY.with("state", "pre-switchover"));
                switched = true;
            }
            Thread.sleep(switched ? LOOK : SHORT_LOOK);
        }
    }

    /** The guest stands still: what the copies have is all there is. */
    private void endCopies() throws QmpException, InterruptedException {
        for (String node : route().copied()) {
            settings.ask("block-job-cancel", JsonObject.EMPTY.with("device", job(node)));
        }
        while (!jobs().isEmpty()) {
            Thread.sleep(SHORT_LOOK);
        }
    }

    private void detachDisks() {
        for (String node : route().copied()) {
            attempt(
                    "block-job-cancel",
                    JsonObject.EMPTY.with("device", job(node)).with("force", true));
        }
        for (String node : route().copied()) {
            attempt("blockdev-del", JsonObject.EMPTY.with("node-name", remote(node)));
        }
    }

    private void attempt(String command, JsonObject arguments) {
        try {
            settings.ask(command, arguments);
        } catch (QmpException e) {
            // Mostly it is gone already.
        }
    }

    private static String job(String node) {
        return "migration-" + node;
    }

    /** A node's name has 31 characters at most, so it is not made from the other's. */
    private String remote(String node) {
        return "remote-" + route().copied().indexOf(node);
    }
}
