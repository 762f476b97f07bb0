package dev.slipway.operator.backup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.backup.BackupCheckpoint;
import dev.slipway.api.backup.BackupCheckpointBuilder;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import dev.slipway.api.backup.VirtualMachineBackupTrackerStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatusBuilder;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.backup.ChangedBlocks;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.authority.ExportAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.migration.MigrationBlock;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Has running machines backed up, to claims or for others to pull. Source: KubeVirt v1.9.0, {@code pkg/storage/cbt/backup.go}. */
public final class BackupReconciler implements Reconciler {
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final String FINALIZER = "backup.kubevirt.io/vmbackup-protection";
    private static final String ABORTING = "VirtualMachineBackupAborting";
    private static final int UNPROCESSABLE = 422;

    /** Answers of a node where the backup has ended meanwhile, or its guest. */
    private static final Set<Integer> ENDED = Set.of(400, 404, 409, UNPROCESSABLE);

    private final Caches caches;
    private final ObjectWriter writer;
    private final GuestActions guests;
    private final KubernetesSerialization serialization;
    private final Events events;
    private final InstantSource clock;
    private final BackupClaim claim;
    private final BackupExport export;

    /** Makes the reconciler. */
    public BackupReconciler(
            Caches caches,
            ObjectWriter writer,
            GuestActions guests,
            KubernetesSerialization serialization,
            Events events,
            InstantSource clock,
            ExportAuthority authority) {
        this.caches = caches;
        this.writer = writer;
        this.guests = guests;
        this.serialization = serialization;
        this.events = events;
        this.clock = clock;
        this.claim = new BackupClaim(writer);
        this.export = new BackupExport(caches, writer, guests, authority);
    }

    /** Returns whether a backup is one to look at again when something beside it changes. */
    public static boolean isUnfinished(VirtualMachineBackup backup) {
        return !BackupStatus.isOver(backup);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return BackupScope.read(caches, key, clock.instant()).map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(BackupScope scope) {
        if (BackupStatus.isOver(scope.backup())) {
            return scope.isDeleting() ? release(scope) : new Outcome.Done();
        }
        if (scope.lacksTracker()) {
            return scope.isDeleting()
                    ? release(scope)
                    : waits(scope, "BackupTracker %s does not exist".formatted(scope.sourceName()));
        }
        Optional<VirtualMachineInstanceBackupStatus> progress = scope.progress();
        if (progress.isEmpty()) {
            return scope.isDeleting() ? giveUp(scope) : begin(scope);
        }
        VirtualMachineInstanceBackupStatus said = progress.get();
        if (!scope.name().equals(said.backupName())) {
            return scope.isDeleting()
                    ? release(scope)
                    : waits(
                            scope,
                            "another backup %s is already in progress, cannot start backup %s"
                                    .formatted(said.backupName(), scope.name()));
        }
        return Boolean.TRUE.equals(said.completed()) ? conclude(scope, said) : follow(scope, said);
    }

    private Outcome begin(BackupScope scope) {
        if (BackupStatus.before(scope.backup()).type() != null) {
            String why = scope.instance().isEmpty() ? "VMI was deleted during backup" : "VMI backup status was lost";
            return isGone(scope) ? fail(scope, "SourceLost", why) : new Outcome.Again(LATER);
        }
        Optional<String> obstacle = obstacle(scope);
        return obstacle.isPresent() ? waits(scope, obstacle.get()) : start(scope);
    }

    /** Returns what keeps the backup from starting, in KubeVirt's order and words. */
    private static Optional<String> obstacle(BackupScope scope) {
        String name = scope.sourceName();
        if (scope.machine().isEmpty()) {
            return Optional.of("VM %s/%s doesnt exist".formatted(scope.namespace(), name));
        }
        if (scope.instance().isEmpty()) {
            return Optional.of("vm %s is not running, cannot do backup".formatted(name));
        }
        VirtualMachineInstance instance = scope.instance().get();
        if (Given.list(instance.getSpec().volumes()).stream().noneMatch(BackupNames::isBackedUp)) {
            return Optional.of("vm %s has no volumes to backup".formatted(name));
        }
        if (!ChangedBlocks.state(BackupScope.tracking(instance).orElse(null)).equals(ChangedBlocks.ENABLED)) {
            return Optional.of("vm %s has no ChangedBlockTracking, cannot start backup".formatted(name));
        }
        if (InstanceState.isMigrating(instance)) {
            return Optional.of("vm %s is currently migrating, waiting for migration to complete before starting backup"
                    .formatted(name));
        }
        String target = Given.text(scope.backup().getSpec().pvcName());
        if (scope.claim().isEmpty()) {
            return Optional.of("PVC %s/%s doesnt exist".formatted(scope.namespace(), target));
        }
        return "Block".equals(scope.claim().get().getSpec().getVolumeMode())
                ? Optional.of("backup target PVC must be a filesystem PVC, provided pvc %s/%s is block"
                        .formatted(scope.namespace(), target))
                : Optional.empty();
    }

    private Outcome start(BackupScope scope) {
        VirtualMachineBackup backup = scope.backup();
        if (!Given.list(backup.getMetadata().getFinalizers()).contains(FINALIZER)) {
            writer.whole(backup, Copies.withFinalizer(backup, FINALIZER));
            return new Outcome.Again(Duration.ofMillis(50));
        }
        if (!claim.isThere(scope)) {
            return bring(scope);
        }
        Optional<BackupCheckpoint> since = scope.since();
        if (since.isPresent() && !isKnown(scope, since.get())) {
            forget(scope.tracker().orElseThrow());
            return new Outcome.Again(LATER);
        }
        ObjectNode options = options(scope, "Start")
                .put("mode", scope.isPulled() ? "Pull" : "Push")
                .put("targetPath", BackupNames.place(scope.name()))
                .put("skipQuiesce", Boolean.TRUE.equals(backup.getSpec().skipQuiesce()))
                // Nobody goes on from the checkpoint of a backup without a tracker, nor from one before the tracker's
                // last.
                .put("checkpoint", scope.tracker().isPresent());
        scope.latest().ifPresent(checkpoint -> options.put("supersedes", checkpoint.name()));
        since.ifPresent(checkpoint -> options.put("incremental", checkpoint.name()));
        try {
            guests.backUp(instanceKey(scope), options.toString());
        } catch (KubernetesClientException e) {
            if (e.getCode() >= 500 || e.getCode() <= 0) {
                throw e;
            }
            return waits(scope, "failed to send Start backup command: " + Refusals.sentence(e));
        }
        claim.mark(
                scope,
                VirtualMachineInstanceBackupStatusBuilder.builder()
                        .backupName(scope.name())
                        .startTimestamp(backup.getMetadata().getCreationTimestamp())
                        .build());
        tell(scope, BackupStatus.of(backup, scope.now()).begun(since.isPresent() ? "Incremental" : "Full"));
        return new Outcome.Again(LATER);
    }

    private Outcome bring(BackupScope scope) {
        String name = Given.text(scope.backup().getSpec().pvcName());
        try {
            claim.bring(scope);
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNPROCESSABLE) {
                throw e;
            }
            return waits(scope, "Claim %s cannot be brought to the guest: %s".formatted(name, Refusals.sentence(e)));
        }
        return waits(scope, "Waiting for claim " + name + " at the guest's node");
    }

    /** A guest that was started anew, or has moved, knows of no earlier checkpoint. */
    private boolean isKnown(BackupScope scope, BackupCheckpoint since) {
        try {
            guests.redefine(instanceKey(scope), serialization.asJson(since));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNPROCESSABLE) {
                throw e;
            }
            return false;
        }
    }

    private void forget(VirtualMachineBackupTracker tracker) {
        writer.status(tracker, tracker.getStatus(), new VirtualMachineBackupTrackerStatus(null, null, null));
    }

    private Outcome follow(BackupScope scope, VirtualMachineInstanceBackupStatus said) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        InstanceState state = InstanceState.of(instance);
        if (!state.phase().equals(InstanceState.RUNNING)
                || instance.getMetadata().getDeletionTimestamp() != null) {
            return isLetGo(scope)
                    ? fail(scope, "SourceUnhealthy", "VMI is not in a running state: " + state.phase())
                    : new Outcome.Again(LATER);
        }
        BackupStatus status = BackupStatus.of(scope.backup(), scope.now()).told(said, true);
        Optional<String> unwanted = unwanted(scope);
        if (unwanted.isPresent()) {
            abort(scope, unwanted.get());
            status.aborting(unwanted.get());
        } else if (BackupStatus.before(scope.backup()).type() == null) {
            // The node began, and the operator ended before it could say so.
            status.begun(scope.since().isPresent() ? "Incremental" : "Full");
        } else if (scope.isPulled()) {
            export.follow(scope, status, options(scope, "Export").put("mode", "Pull"));
        }
        tell(scope, status);
        return new Outcome.Again(LATER);
    }

    /** Returns why the backup is to end, if it is. */
    private Optional<String> unwanted(BackupScope scope) {
        if (scope.isDeleting()) {
            return Optional.of("Backup is aborting");
        }
        if (yields(scope)) {
            return Optional.of("Backup is aborting for a system-critical migration");
        }
        return scope.isPulled() && !scope.now().isBefore(scope.pullEnd())
                ? Optional.of("pull mode backup TTL has expired: Backup is aborting")
                : Optional.empty();
    }

    /** Whoever empties a node does not wait for a backup. */
    private boolean yields(BackupScope scope) {
        return caches.migrationsOf(instanceKey(scope)).stream()
                .filter(migration ->
                        "system-critical".equals(migration.getSpec().priority()))
                .anyMatch(migration -> MigrationBlock.isSaid(migration, MigrationBlock.BY_BACKUP));
    }

    /** Tells the node, again and again until it has ended, and everybody else once. */
    private void abort(BackupScope scope, String words) {
        if (!BackupStatus.isAborting(scope.backup())) {
            if (scope.isPulled()) {
                // Nothing is lost: it ends like this when all was pulled.
                events.normal(scope.backup(), ABORTING, words);
            } else {
                events.warning(scope.backup(), ABORTING, words);
            }
        }
        try {
            guests.backUp(instanceKey(scope), options(scope, "Abort").toString());
        } catch (KubernetesClientException e) {
            if (!ENDED.contains(e.getCode())) {
                throw e;
            }
            // The instance will say how.
        }
    }

    private Outcome conclude(BackupScope scope, VirtualMachineInstanceBackupStatus said) {
        boolean failed = Boolean.TRUE.equals(said.failed());
        if (!failed && scope.tracker().isPresent() && said.checkpointName() != null) {
            VirtualMachineBackupTracker tracker = scope.tracker().get();
            writer.status(
                    tracker,
                    tracker.getStatus(),
                    new VirtualMachineBackupTrackerStatus(
                            null,
                            BackupCheckpointBuilder.builder()
                                    .name(said.checkpointName())
                                    .creationTime(said.startTimestamp())
                                    .volumes(said.volumes())
                                    .build(),
                            null));
        }
        if (!isLetGo(scope)) {
            return new Outcome.Again(LATER);
        }
        BackupStatus status = BackupStatus.of(scope.backup(), scope.now())
                .told(said, scope.tracker().isPresent() && !failed);
        Optional<String> message = Optional.ofNullable(said.backupMsg()).filter(text -> !text.isEmpty());
        if (failed) {
            String why = message.orElse("unknown, no completion message");
            tell(scope, status.failed("Failed", why));
            events.warning(scope.backup(), "VirtualMachineBackupFailed", why);
        } else {
            tell(scope, status.complete(message));
            message.ifPresentOrElse(
                    warning -> events.warning(
                            scope.backup(), "VirtualMachineBackupCompletedWithWarning", BackupStatus.warned(warning)),
                    () -> events.normal(
                            scope.backup(), "VirtualMachineBackupCompletedSuccessfully", BackupStatus.done()));
        }
        return new Outcome.Again(Duration.ofMillis(100));
    }

    /** It was deleted before it began. */
    private Outcome giveUp(BackupScope scope) {
        if (scope.instance().isEmpty()) {
            return release(scope);
        }
        return isGone(scope)
                ? fail(scope, "DeletedDuringInit", "backup was deleted during initialization")
                : new Outcome.Again(LATER);
    }

    /** Has go what was made for it beside the guest. */
    private boolean isGone(BackupScope scope) {
        export.remove(scope);
        return claim.isGone(scope);
    }

    private boolean isLetGo(BackupScope scope) {
        export.remove(scope);
        return claim.isLetGo(scope);
    }

    private Outcome fail(BackupScope scope, String reason, String why) {
        tell(scope, BackupStatus.of(scope.backup(), scope.now()).failed(reason, why));
        events.warning(scope.backup(), "VirtualMachineBackupFailed", why);
        return new Outcome.Again(Duration.ofMillis(100));
    }

    private Outcome release(BackupScope scope) {
        writer.whole(scope.backup(), Copies.withoutFinalizer(scope.backup(), FINALIZER));
        return new Outcome.Done();
    }

    private Outcome waits(BackupScope scope, String why) {
        tell(scope, BackupStatus.of(scope.backup(), scope.now()).waits(why));
        return new Outcome.Again(LATER);
    }

    private void tell(BackupScope scope, BackupStatus status) {
        writer.status(scope.backup(), scope.backup().getStatus(), status.build());
    }

    private static ObjectNode options(BackupScope scope, String command) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("backupName", scope.name())
                .put("cmd", command)
                .put("backupStartTime", scope.backup().getMetadata().getCreationTimestamp());
    }

    private static ObjectKey instanceKey(BackupScope scope) {
        return ObjectKey.of(scope.instance().orElseThrow());
    }
}
