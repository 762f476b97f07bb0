package dev.slipway.standalone.storage;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotError;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSource;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSpec;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatusBuilder;
import dev.slipway.standalone.watch.Changes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes VolumeSnapshots of claims of class {@code local}: a directory {@code snap-<uid>} beside those of the claims. A disk that
 * a guest writes is copied by its QEMU, which keeps the moment of the beginning; the guest goes on.
 */
public final class LocalSnapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSnapshots.class);
    private static final String FINALIZER = "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection";
    private static final String IMPORTER = "containerized-data-importer";
    private static final String GROUP = "snapshot.storage.k8s.io/v1";
    private static final int RETRY_SECONDS = 5;

    private final KubernetesClient client;
    private final Path directory;
    private final LiveDisks disks;
    private final SharedIndexInformer<VolumeSnapshot> snapshots;
    private final Changes changes = new Changes();
    private final Map<String, Thread> working = new ConcurrentHashMap<>();
    private final Thread thread;

    private LocalSnapshots(KubernetesClient client, Path directory, LiveDisks disks) {
        this.client = client;
        this.directory = directory;
        this.disks = disks;
        this.snapshots = client.resources(VolumeSnapshot.class)
                .inAnyNamespace()
                .runnableInformer(0)
                .exceptionHandler((started, cause) -> true);
        this.thread = Thread.ofPlatform().name("local-snapshots").daemon().unstarted(this::loop);
    }

    /**
     * Starts to work on snapshots of the volumes below {@code directory}.
     *
     * @param disks how disks are copied that guests have open
     */
    public static LocalSnapshots start(KubernetesClient client, Path directory, LiveDisks disks) {
        client.resource(snapshotClass()).forceConflicts().serverSideApply();
        LocalSnapshots started = new LocalSnapshots(client, directory, disks);
        started.snapshots.addEventHandler(started.changes.handler());
        started.snapshots.start();
        started.thread.start();
        return started;
    }

    private static GenericKubernetesResource snapshotClass() {
        GenericKubernetesResource made = new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP)
                .withKind("VolumeSnapshotClass")
                .withNewMetadata()
                .withName(ClaimDecision.CLASS)
                .addToAnnotations("snapshot.storage.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .build();
        made.setAdditionalProperty("driver", LocalVolumes.PROVISIONER);
        made.setAdditionalProperty("deletionPolicy", "Delete");
        return made;
    }

    /** Returns where a snapshot's content is, once it is complete. */
    static Path content(Path directory, VolumeSnapshot snapshot) {
        return directory.resolve("snap-" + snapshot.getMetadata().getUid());
    }

    private void loop() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                changes.await(RETRY_SECONDS);
                snapshots.getIndexer().list().stream()
                        .filter(LocalSnapshots::isOpen)
                        .forEach(this::begin);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isOpen(VolumeSnapshot snapshot) {
        return snapshot.getMetadata().getDeletionTimestamp() != null
                ? snapshot.getMetadata().getFinalizers().contains(FINALIZER)
                : !Boolean.TRUE.equals(status(snapshot).readyToUse());
    }

    /** One thread for each snapshot: copies take their time. */
    private void begin(VolumeSnapshot snapshot) {
        String uid = snapshot.getMetadata().getUid();
        working.computeIfAbsent(
                uid,
                _ -> Thread.ofVirtual().name("snapshot " + uid).start(() -> {
                    try {
                        work(snapshot);
                    } finally {
                        working.remove(uid);
                    }
                }));
    }

    private void work(VolumeSnapshot listed) {
        try {
            VolumeSnapshot snapshot = resource(listed).get();
            if (snapshot == null
                    || !snapshot.getMetadata()
                            .getUid()
                            .equals(listed.getMetadata().getUid())
                    || !isOpen(snapshot)) {
                return;
            }
            if (snapshot.getMetadata().getDeletionTimestamp() != null) {
                release(snapshot);
            } else {
                take(snapshot);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("snapshot {}: {}", key(listed), e.getMessage());
            fail(listed, String.valueOf(e.getMessage()));
        } catch (KubernetesClientException e) {
            LOG.warn("snapshot {}: {}", key(listed), e.getMessage());
        }
    }

    private void take(VolumeSnapshot snapshot) throws IOException, InterruptedException {
        if (!snapshot.getMetadata().getFinalizers().contains(FINALIZER)) {
            resource(snapshot).edit(LocalSnapshots::held);
        }
        Path complete = content(directory, snapshot);
        Path partial = complete.resolveSibling(complete.getFileName() + ".partial");
        if (!Files.isDirectory(complete)) {
            PersistentVolumeClaim claim = claim(snapshot);
            Path source = directory.resolve(LocalVolumes.volumeName(claim));
            if (status(snapshot).creationTime() == null) {
                copy(snapshot, claim, partial);
            } else {
                resume(snapshot, source, partial);
            }
            Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
            VolumeCopy.settle(directory);
        }
        long size = 0;
        for (Path file : VolumeCopy.files(complete)) {
            size += Files.size(file);
        }
        // As of a CSI driver: the size of the volume, whatever lies in it.
        String bytes = Long.toString(Math.max(size, capacity(snapshot)));
        tell(
                snapshot,
                now -> VolumeSnapshotStatusBuilder.builder(now)
                        .creationTime(Optional.ofNullable(now.creationTime()).orElse(now()))
                        .boundVolumeSnapshotContentName(complete.getFileName().toString())
                        .readyToUse(true)
                        .restoreSize(bytes)
                        .error(null)
                        .build());
        LOG.info("snapshot {} is complete in {}", key(snapshot), complete);
    }

    /** The claim may be gone by now; then what was copied counts. */
    private long capacity(VolumeSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getSpec().source())
                .map(VolumeSnapshotSource::persistentVolumeClaimName)
                .map(name -> client.persistentVolumeClaims()
                        .inNamespace(snapshot.getMetadata().getNamespace())
                        .withName(name)
                        .get())
                .flatMap(claim -> Optional.ofNullable(claim.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.getCapacity()))
                .map(capacity -> capacity.get("storage"))
                .map(room -> room.getNumericalAmount().longValue())
                .orElse(0L);
    }

    private void copy(VolumeSnapshot snapshot, PersistentVolumeClaim claim, Path partial)
            throws IOException, InterruptedException {
        Path source = directory.resolve(LocalVolumes.volumeName(claim));
        VolumeCopy.remove(partial);
        VolumeCopy.directory(source, partial);
        Optional<Pod> writer = writer(claim);
        List<LiveDisks.Copy> begun = new ArrayList<>();
        for (Path file : VolumeCopy.files(source)) {
            if (writer.isPresent()) {
                live(snapshot, file, partial.resolve(file.getFileName())).ifPresent(begun::add);
            } else {
                VolumeCopy.file(file, partial.resolve(file.getFileName()));
            }
        }
        if (writer.isEmpty()) {
            requireUnused(claim);
            return;
        }
        if (begun.isEmpty()) {
            throw new IOException("The claim " + claim.getMetadata().getName() + " is used by Pod "
                    + writer.get().getMetadata().getName() + ", and no running machine has its disk open. The snapshot"
                    + " is taken when the machine runs, or is stopped.");
        }
        String moment = now();
        tell(
                snapshot,
                now -> VolumeSnapshotStatusBuilder.builder(now)
                        .creationTime(moment)
                        .readyToUse(false)
                        .error(null)
                        .build());
        for (LiveDisks.Copy copy : begun) {
            copy.await();
        }
        loosen(partial);
    }

    /** QEMU reserves room for what is zero; only what is not shall take any. */
    private static void loosen(Path partial) throws IOException, InterruptedException {
        for (Path file : VolumeCopy.files(partial)) {
            VolumeCopy.file(file, file);
        }
    }

    private Optional<LiveDisks.Copy> live(VolumeSnapshot snapshot, Path file, Path target) throws IOException {
        VolumeCopy.twin(file, target);
        Optional<LiveDisks.Copy> copy = disks.begin(
                snapshot.getMetadata().getNamespace(),
                file,
                target,
                snapshot.getMetadata().getUid());
        if (copy.isEmpty()) {
            Files.delete(target);
        }
        return copy;
    }

    /** Standalone has ended meanwhile; the guest may have gone on with the copy. */
    private void resume(VolumeSnapshot snapshot, Path source, Path partial) throws IOException, InterruptedException {
        Optional<LiveDisks.Copy> copy = disks.find(
                snapshot.getMetadata().getNamespace(), snapshot.getMetadata().getUid());
        if (copy.isEmpty() || !Files.isDirectory(partial)) {
            throw new IOException("The copy of " + source.getFileName() + " was cut off and its moment is over. Delete"
                    + " the snapshot and take another.");
        }
        copy.get().await();
        loosen(partial);
    }

    /** Whoever began to write while it was copied makes the copy worthless. */
    private void requireUnused(PersistentVolumeClaim claim) throws IOException {
        Optional<Pod> writer = writer(claim);
        if (writer.isPresent()) {
            throw new IOException("Pod " + writer.get().getMetadata().getName() + " has begun to use the claim "
                    + claim.getMetadata().getName() + " while it was copied; the copy is made anew.");
        }
    }

    private Optional<Pod> writer(PersistentVolumeClaim claim) {
        return client.pods().inNamespace(claim.getMetadata().getNamespace()).list().getItems().stream()
                .filter(pod -> LocalVolumes.writes(pod, claim))
                .findFirst();
    }

    private PersistentVolumeClaim claim(VolumeSnapshot snapshot) throws IOException {
        String name = Optional.ofNullable(snapshot.getSpec())
                .map(VolumeSnapshotSpec::source)
                .map(VolumeSnapshotSource::persistentVolumeClaimName)
                .orElseThrow(() -> new IOException("spec.source.persistentVolumeClaimName is missing. The local volumes"
                        + " of standalone make snapshots of claims only."));
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(snapshot.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (claim == null) {
            throw new IOException("The claim " + name + " in spec.source does not exist.");
        }
        if (!ClaimDecision.CLASS.equals(claim.getSpec().getStorageClassName())
                || claim.getSpec().getVolumeName() == null) {
            throw new IOException("The claim " + name + " in spec.source has no local volume yet.");
        }
        Optional<String> importer = writer(claim)
                .filter(pod -> IMPORTER.equals(pod.getMetadata().getLabels().get("app")))
                .map(pod -> pod.getMetadata().getName());
        if (importer.isPresent()) {
            throw new IOException("The claim " + name + " is being filled by Pod " + importer.get()
                    + "; the snapshot is taken when that is done.");
        }
        return claim;
    }

    private void release(VolumeSnapshot snapshot) throws IOException {
        Path complete = content(directory, snapshot);
        VolumeCopy.remove(complete);
        VolumeCopy.remove(complete.resolveSibling(complete.getFileName() + ".partial"));
        resource(snapshot).edit(now -> {
            now.getMetadata().getFinalizers().remove(FINALIZER);
            return now;
        });
        LOG.info("snapshot {} is gone", key(snapshot));
    }

    private static VolumeSnapshot held(VolumeSnapshot snapshot) {
        if (!snapshot.getMetadata().getFinalizers().contains(FINALIZER)) {
            snapshot.getMetadata().getFinalizers().add(FINALIZER);
        }
        return snapshot;
    }

    private void fail(VolumeSnapshot snapshot, String message) {
        try {
            tell(
                    snapshot,
                    now -> Objects.equals(
                                    message,
                                    Optional.ofNullable(now.error())
                                            .map(VolumeSnapshotError::message)
                                            .orElse(null))
                            ? now
                            : VolumeSnapshotStatusBuilder.builder(now)
                                    .readyToUse(false)
                                    .error(new VolumeSnapshotError(message, now(), null))
                                    .build());
        } catch (KubernetesClientException e) {
            LOG.warn("snapshot {}: {}", key(snapshot), e.getMessage());
        }
    }

    private void tell(VolumeSnapshot snapshot, java.util.function.UnaryOperator<VolumeSnapshotStatus> change) {
        resource(snapshot).editStatus(now -> {
            now.setStatus(change.apply(status(now)));
            return now;
        });
    }

    private static VolumeSnapshotStatus status(VolumeSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getStatus())
                .orElseGet(() -> VolumeSnapshotStatusBuilder.builder().build());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Resource<VolumeSnapshot> resource(VolumeSnapshot snapshot) {
        return client.resources(VolumeSnapshot.class)
                .inNamespace(snapshot.getMetadata().getNamespace())
                .withName(snapshot.getMetadata().getName());
    }

    private static String key(VolumeSnapshot snapshot) {
        return snapshot.getMetadata().getNamespace() + "/"
                + snapshot.getMetadata().getName();
    }

    @Override
    public void close() {
        thread.interrupt();
        Set.copyOf(working.values()).forEach(Thread::interrupt);
        snapshots.close();
    }
}
