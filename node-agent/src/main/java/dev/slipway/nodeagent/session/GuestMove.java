package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.migration.CopiedDisks;
import dev.slipway.machine.migration.SourceStep;
import dev.slipway.machine.migration.TargetStep;
import dev.slipway.machine.migration.Way;
import dev.slipway.machine.qemu.LaunchPlan;
import dev.slipway.nodeagent.host.PostCopyAccess;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the launchers of one migration for what the next step is: to listen, to send, to give up. */
final class GuestMove {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final String INCOMING_KEYS = "migration-in";
    private static final String OUTGOING_KEYS = "migration-out";

    /** So long is an instance left alone between two notes of how far its migration is. */
    private static final Duration NOTE = Duration.ofSeconds(2);

    private final MigrationKeys keys;
    private long leastRemaining = Long.MAX_VALUE;
    private String watched = "";
    private @Nullable Instant lastProgress;
    private @Nullable Instant lastNote;

    GuestMove(MigrationKeys keys) {
        this.keys = keys;
    }

    /** Returns the plan for a guest that arrives. */
    LaunchPlan receiving(
            VirtualMachineInstance vmi, VirtualMachineInstanceMigrationState move, String address, LaunchPlan plan)
            throws IOException {
        VMIMConfigurationOptions options = options(move);
        boolean postCopy = Boolean.TRUE.equals(options.allowPostCopy());
        if (postCopy) {
            PostCopyAccess.permit();
        }
        boolean secret = isSecret(options);
        String migration = String.valueOf(move.migrationUid());
        List<LaunchPlan.File> files = secret ? keys.ofServer(migration, INCOMING_KEYS) : List.of();
        return plan.receiving(
                new LaunchPlan.Incoming(
                        migration,
                        address,
                        TargetStep.PORT,
                        TargetStep.DISK_PORT,
                        secret ? INCOMING_KEYS : null,
                        CopiedDisks.of(vmi),
                        postCopy),
                files);
    }

    /** Sends the guest; the same wish again does nothing. */
    void send(VirtualMachineInstance vmi, VirtualMachineInstanceMigrationState move, LauncherConnection launcher)
            throws IOException {
        VMIMConfigurationOptions options = options(move);
        String migration = String.valueOf(move.migrationUid());
        ObjectNode arguments = LauncherConnection.arguments()
                .put("migration", migration)
                .put("address", move.targetNodeAddress())
                .put("port", TargetStep.PORT)
                .put("diskPort", TargetStep.DISK_PORT)
                .put("postCopy", Boolean.TRUE.equals(options.allowPostCopy()))
                .put("autoConverge", Boolean.TRUE.equals(options.allowAutoConverge()))
                .put("bandwidth", bandwidth(options));
        Optional.ofNullable(options.maxDowntimeMs()).ifPresent(limit -> arguments.put("downtimeMillis", limit));
        CopiedDisks.of(vmi).forEach(arguments.putArray("copied")::add);
        if (isSecret(options)) {
            arguments.put("credentials", OUTGOING_KEYS).put("serverName", SlipwayNames.migrationServer(migration));
            List<LaunchPlan.File> files = new ArrayList<>(keys.ofClient(migration, OUTGOING_KEYS));
            arguments.set("files", LauncherConnection.json(files));
        }
        launcher.call("migrate", arguments, CALL);
    }

    void cancel(LauncherConnection launcher) throws IOException {
        launcher.call("migrate-cancel", CALL);
    }

    void goPostCopy(LauncherConnection launcher) throws IOException {
        launcher.call("migrate-postcopy", CALL);
    }

    /** Returns how long there has been no progress, at this moment. */
    Duration stuck(Optional<Way> way, Instant now) {
        if (way.isEmpty() || way.get().incoming()) {
            return Duration.ZERO;
        }
        if (!watched.equals(way.get().migration())) {
            watched = way.get().migration();
            leastRemaining = Long.MAX_VALUE;
            lastProgress = now;
        }
        long remaining = way.get().remaining();
        // Before QEMU counts there is nothing left over, nor while disks are copied.
        if (remaining == 0 || remaining < leastRemaining) {
            leastRemaining = remaining == 0 ? leastRemaining : remaining;
            lastProgress = now;
        }
        Instant since = lastProgress;
        return since == null ? Duration.ZERO : Duration.between(since, now);
    }

    /** Returns the note of how far a migration is, if it is time for one. */
    Optional<String> note(Optional<Way> way, Instant now) {
        Instant last = lastNote;
        if (way.isEmpty()
                || way.get().incoming()
                || way.get().hasFailed()
                || (last != null
                        && !way.get().isComplete()
                        && Duration.between(last, now).compareTo(NOTE) < 0)) {
            return Optional.empty();
        }
        lastNote = now;
        Way known = way.get();
        return Optional.of(LauncherConnection.arguments()
                .put("migration", known.migration())
                .put("stage", known.stage())
                .put("transferred", known.transferred())
                .put("remaining", known.remaining())
                .put("total", known.total())
                .put("bytesPerSecond", known.bytesPerSecond())
                .put("dirtyBytesPerSecond", known.dirtyBytesPerSecond())
                .put("downtimeMillis", known.downtimeMillis())
                .put("rounds", known.rounds())
                .put("throttlePercent", known.throttlePercent())
                .toString());
    }

    private static VMIMConfigurationOptions options(VirtualMachineInstanceMigrationState move) {
        return SourceStep.options(move);
    }

    private static boolean isSecret(VMIMConfigurationOptions options) {
        return !Boolean.TRUE.equals(options.disableTLS());
    }

    private static long bandwidth(VMIMConfigurationOptions options) {
        return Optional.ofNullable(options.bandwidthPerMigration())
                .map(Quantity::getNumericalAmount)
                .map(amount -> amount.longValue())
                .orElse(0L);
    }
}
