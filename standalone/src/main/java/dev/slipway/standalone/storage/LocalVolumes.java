package dev.slipway.standalone.storage;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.standalone.watch.Changes;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each claim of class {@code local} a directory, and takes it back when the claim goes. */
public final class LocalVolumes implements AutoCloseable {
    /** The finalizer that keeps a claim while a Pod uses it; as in Kubernetes. */
    static final String PROTECTION = "kubernetes.io/pvc-protection";

    private static final Logger LOG = LoggerFactory.getLogger(LocalVolumes.class);
    static final String PROVISIONER = "slipway.dev/local";

    private final KubernetesClient client;
    private final Path directory;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<PersistentVolume> volumes;
    private final Changes changes = new Changes();
    private final Map<String, Thread> filling = new ConcurrentHashMap<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final Thread thread;

    private LocalVolumes(KubernetesClient client, Path directory) {
        this.client = client;
        this.directory = directory;
        // A first list that took too long is asked for again.
        this.claims = client.persistentVolumeClaims()
                .inAnyNamespace()
                .runnableInformer(0)
                .exceptionHandler((started, cause) -> true);
        this.pods = client.pods().inAnyNamespace().runnableInformer(0).exceptionHandler((started, cause) -> true);
        this.volumes = client.persistentVolumes().runnableInformer(0).exceptionHandler((started, cause) -> true);
        this.thread = Thread.ofPlatform().name("local-volumes").daemon().unstarted(this::loop);
    }

    /** Starts to provision below {@code directory}. */
    public static LocalVolumes start(KubernetesClient client, Path directory) throws IOException {
        Files.createDirectories(directory);
        LocalVolumes volumes = new LocalVolumes(client, directory);
        volumes.claims.addEventHandler(volumes.changes.handler());
        volumes.pods.addEventHandler(volumes.changes.handler());
        volumes.volumes.addEventHandler(volumes.changes.handler());
        volumes.volumes.run();
        volumes.pods.run();
        volumes.claims.run();
        volumes.thread.start();
        return volumes;
    }

    /** Returns the class that is to exist. */
    public static StorageClass storageClass() {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(ClaimDecision.CLASS)
                .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .withProvisioner(PROVISIONER)
                .withReclaimPolicy("Delete")
                .withVolumeBindingMode("Immediate")
                .withAllowVolumeExpansion(true)
                .build();
    }

    private void loop() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                changes.await(30);
                for (PersistentVolumeClaim claim : claims.getIndexer().list()) {
                    attempt(claim);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void attempt(PersistentVolumeClaim claim) {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            switch (ClaimDecision.of(claim, used(claim), free, offered(claim))) {
                case ClaimDecision.Leave() -> {}
                case ClaimDecision.TakeDefaultClass() ->
                    claim(claim)
                            .edit(now -> new PersistentVolumeClaimBuilder(now)
                                    .editSpec()
                                    .withStorageClassName(ClaimDecision.CLASS)
                                    .endSpec()
                                    .build());
                case ClaimDecision.Bind(PersistentVolume volume) -> bind(claim, volume);
                case ClaimDecision.Provision(long bytes) -> provide(claim, bytes);
                case ClaimDecision.Grow(long bytes) -> grow(claim, bytes);
                case ClaimDecision.Refuse(String message) -> tell(claim, message);
                case ClaimDecision.Release() -> release(claim);
            }
        } catch (IOException | KubernetesClientException e) {
            LOG.warn("{}: {}", key(claim), e.getMessage());
        }
    }

    private Optional<PersistentVolume> offered(PersistentVolumeClaim claim) {
        return volumes.getIndexer().list().stream()
                .filter(volume -> isOf(volume, claim))
                .findFirst();
    }

    private static boolean isOf(PersistentVolume volume, PersistentVolumeClaim claim) {
        return volume.getSpec().getClaimRef() != null
                && claim.getMetadata()
                        .getUid()
                        .equals(volume.getSpec().getClaimRef().getUid());
    }

    private boolean used(PersistentVolumeClaim claim) {
        return pods.getIndexer().list().stream()
                .filter(pod -> pod.getMetadata()
                        .getNamespace()
                        .equals(claim.getMetadata().getNamespace()))
                .anyMatch(pod -> uses(pod, claim));
    }

    private static boolean uses(Pod pod, PersistentVolumeClaim claim) {
        return mounts(pod, claim).findAny().isPresent();
    }

    /** Returns whether a Pod of the claim's namespace has not ended and may write to the claim. */
    static boolean writes(Pod pod, PersistentVolumeClaim claim) {
        return mounts(pod, claim).anyMatch(mount -> !Boolean.TRUE.equals(mount.getReadOnly()));
    }

    private static Stream<PersistentVolumeClaimVolumeSource> mounts(Pod pod, PersistentVolumeClaim claim) {
        boolean over = pod.getStatus() != null
                && List.of("Succeeded", "Failed")
                        .contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
        return over
                ? Stream.empty()
                : pod.getSpec().getVolumes().stream()
                        .flatMap(volume -> Stream.ofNullable(volume.getPersistentVolumeClaim()))
                        .filter(mount -> claim.getMetadata().getName().equals(mount.getClaimName()));
    }

    /** Copying what a snapshot holds takes its time, in which other claims go on. */
    private void provide(PersistentVolumeClaim claim, long bytes) throws IOException {
        if (claim.getSpec().getDataSource() == null) {
            provision(claim, bytes);
            return;
        }
        String uid = claim.getMetadata().getUid();
        filling.computeIfAbsent(
                uid,
                _ -> Thread.ofVirtual().name("fill " + uid).start(() -> {
                    try {
                        fill(claim);
                        provision(claim, bytes);
                    } catch (IOException | KubernetesClientException e) {
                        LOG.warn("{}: {}", key(claim), e.getMessage());
                        tell(claim, String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        filling.remove(uid);
                    }
                }));
    }

    private void fill(PersistentVolumeClaim claim) throws IOException, InterruptedException {
        TypedLocalObjectReference source = claim.getSpec().getDataSource();
        if (!"VolumeSnapshot".equals(source.getKind())) {
            throw new IOException("spec.dataSource of claim "
                    + claim.getMetadata().getName() + " is a "
                    + source.getKind() + "; the local storage of standalone takes a VolumeSnapshot. Copies of claims"
                    + " are made by a DataVolume with spec.source.pvc.");
        }
        VolumeSnapshot snapshot = client.resources(VolumeSnapshot.class)
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(source.getName())
                .get();
        if (snapshot == null
                || snapshot.getStatus() == null
                || !Boolean.TRUE.equals(snapshot.getStatus().readyToUse())) {
            throw new IOException("The VolumeSnapshot " + source.getName() + " in spec.dataSource of claim "
                    + claim.getMetadata().getName() + (snapshot == null ? " does not exist." : " is not ready yet."));
        }
        Path content = LocalSnapshots.content(directory, snapshot);
        Path path = directory.resolve(volumeName(claim));
        VolumeCopy.remove(path);
        VolumeCopy.directory(content, path);
        for (Path file : VolumeCopy.files(content)) {
            VolumeCopy.file(file, path.resolve(file.getFileName()));
        }
    }

    private void provision(PersistentVolumeClaim claim, long bytes) throws IOException {
        String name = volumeName(claim);
        Path path = directory.resolve(name);
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwx---")));
        if (client.persistentVolumes().withName(name).get() == null) {
            client.resource(volume(claim, name, path, bytes)).create();
        }
        client.persistentVolumes()
                .withName(name)
                .editStatus(now -> new PersistentVolumeBuilder(now)
                        .withNewStatus()
                        .withPhase("Bound")
                        .endStatus()
                        .build());
        bind(claim, volume(claim, name, path, bytes));
    }

    private void grow(PersistentVolumeClaim claim, long bytes) {
        Map<String, Quantity> capacity = Map.of("storage", new Quantity(Long.toString(bytes)));
        client.persistentVolumes()
                .withName(volumeName(claim))
                .edit(now -> new PersistentVolumeBuilder(now)
                        .editSpec()
                        .withCapacity(capacity)
                        .endSpec()
                        .build());
        claim(claim)
                .editStatus(now -> new PersistentVolumeClaimBuilder(now)
                        .editStatus()
                        .withCapacity(capacity)
                        .endStatus()
                        .build());
        LOG.info("{}: grown to {} bytes", key(claim), bytes);
    }

    private void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
        String name = volume.getMetadata().getName();
        claim(claim)
                .edit(now -> new PersistentVolumeClaimBuilder(now)
                        .editMetadata()
                        .addToAnnotations("pv.kubernetes.io/bind-completed", "yes")
                        .addToAnnotations("pv.kubernetes.io/bound-by-controller", "yes")
                        .addToAnnotations("volume.kubernetes.io/storage-provisioner", PROVISIONER)
                        .withFinalizers(Stream.concat(
                                        Objects.requireNonNullElse(
                                                now.getMetadata().getFinalizers(), List.<String>of())
                                                .stream(),
                                        Stream.of(PROTECTION))
                                .distinct()
                                .toList())
                        .endMetadata()
                        .editSpec()
                        .withVolumeName(name)
                        .endSpec()
                        .build());
        claim(claim)
                .editStatus(now -> new PersistentVolumeClaimBuilder(now)
                        .withNewStatus()
                        .withPhase("Bound")
                        .withAccessModes(modes(now))
                        .withCapacity(volume.getSpec().getCapacity())
                        .endStatus()
                        .build());
        LOG.info("{}: bound to {}", key(claim), volume.getSpec().getLocal().getPath());
    }

    private static PersistentVolume volume(PersistentVolumeClaim claim, String name, Path path, long bytes) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("pv.kubernetes.io/provisioned-by", PROVISIONER)
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of("storage", new Quantity(Long.toString(bytes))))
                .withAccessModes(modes(claim))
                .withPersistentVolumeReclaimPolicy("Delete")
                .withStorageClassName(ClaimDecision.CLASS)
                .withVolumeMode("Filesystem")
                .withNewLocal(null, path.toString())
                .withClaimRef(new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("PersistentVolumeClaim")
                        .withNamespace(claim.getMetadata().getNamespace())
                        .withName(claim.getMetadata().getName())
                        .withUid(claim.getMetadata().getUid())
                        .build())
                .endSpec()
                .build();
    }

    /**
     * What the claim asks for, and ReadWriteMany: every node of this machine sees the directory, so a guest can migrate with
     * its disk whatever its claim asked for.
     */
    private static List<String> modes(PersistentVolumeClaim claim) {
        return Stream.concat(claim.getSpec().getAccessModes().stream(), Stream.of("ReadWriteMany"))
                .distinct()
                .toList();
    }

    private void release(PersistentVolumeClaim claim) throws IOException {
        String name = volumeName(claim);
        Path path = directory.resolve(name);
        PersistentVolume volume = client.persistentVolumes().withName(name).get();
        // What was filled by way of this claim belongs to another one by now.
        boolean given = volume != null && !isOf(volume, claim);
        if (!given) {
            VolumeCopy.remove(path);
            client.persistentVolumes().withName(name).delete();
        }
        claim(claim)
                .edit(now -> new PersistentVolumeClaimBuilder(now)
                        .editMetadata()
                        .removeFromFinalizers(PROTECTION)
                        .endMetadata()
                        .build());
        told.remove(claim.getMetadata().getUid());
        LOG.info("{}: {} {}", key(claim), given ? "gave away" : "released", path);
    }

    private void tell(PersistentVolumeClaim claim, String message) {
        if (message.equals(told.put(claim.getMetadata().getUid(), message))) {
            return;
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(claim.getMetadata().getName() + ".")
                        .withNamespace(claim.getMetadata().getNamespace())
                        .endMetadata()
                        .withInvolvedObject(new ObjectReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("PersistentVolumeClaim")
                                .withNamespace(claim.getMetadata().getNamespace())
                                .withName(claim.getMetadata().getName())
                                .withUid(claim.getMetadata().getUid())
                                .build())
                        .withType("Warning")
                        .withReason("ProvisioningFailed")
                        .withMessage(message)
                        .withNewSource(PROVISIONER, null)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }

    private io.fabric8.kubernetes.client.dsl.Resource<PersistentVolumeClaim> claim(PersistentVolumeClaim claim) {
        return client.persistentVolumeClaims()
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName());
    }

    /** Returns the name of the volume, and directory, of a claim. */
    static String volumeName(PersistentVolumeClaim claim) {
        String bound = claim.getSpec().getVolumeName();
        return ClaimDecision.isBound(claim) && bound != null
                ? bound
                : "pvc-" + claim.getMetadata().getUid();
    }

    private static String key(PersistentVolumeClaim claim) {
        return claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
    }

    @Override
    public void close() {
        thread.interrupt();
        List.copyOf(filling.values()).forEach(Thread::interrupt);
        claims.close();
        pods.close();
        volumes.close();
    }
}
