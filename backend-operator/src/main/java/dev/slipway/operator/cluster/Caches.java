package dev.slipway.operator.cluster;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstancePreset;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.migrations.MigrationPolicy;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The operator's view of the cluster: one informer per kind, with the indexes that its controllers ask for. */
public final class Caches implements AutoCloseable {
    private static final String OWNER = "owner";
    private static final String CREATED_BY = "created-by";
    private static final String VOLUME = "volume";
    private static final String NODE = "node";
    private static final String POINTER = "pointer";
    private static final String NAMESPACE = "within";

    private final SharedIndexInformer<VirtualMachine> machines;
    private final SharedIndexInformer<VirtualMachineInstance> instances;
    private final SharedIndexInformer<DataVolume> dataVolumes;
    private final SharedIndexInformer<DataSource> dataSources;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Node> nodes;
    private final SharedIndexInformer<KubeVirt> installations;
    private final SharedIndexInformer<StorageClass> storageClasses;
    private final SharedIndexInformer<ResourceQuota> resourceQuotas;
    private final SharedIndexInformer<VirtualMachineInstanceReplicaSet> replicaSets;
    private final SharedIndexInformer<VirtualMachinePool> pools;
    private final SharedIndexInformer<VirtualMachineSnapshot> snapshots;
    private final SharedIndexInformer<VirtualMachineSnapshotContent> contents;
    private final SharedIndexInformer<VirtualMachineRestore> restores;
    private final SharedIndexInformer<VirtualMachineClone> clones;
    private final SharedIndexInformer<VirtualMachineExport> exports;
    private final SharedIndexInformer<VirtualMachineInstanceMigration> migrations;
    private final SharedIndexInformer<MigrationPolicy> migrationPolicies;
    private final SharedIndexInformer<VirtualMachineInstancePreset> presets;
    private final ImportCaches imports;
    private final BackupCaches backups;
    private final TemplateCaches templates;

    /** Makes the informers; {@link #start} fills them. */
    public Caches(KubernetesClient client) {
        machines = informer(client, VirtualMachine.class);
        instances = informer(client, VirtualMachineInstance.class);
        dataVolumes = informer(client, DataVolume.class);
        dataSources = informer(client, DataSource.class);
        claims = informer(client, PersistentVolumeClaim.class);
        pods = informer(client, Pod.class);
        nodes = informer(client, Node.class);
        installations = informer(client, KubeVirt.class);
        storageClasses = informer(client, StorageClass.class);
        resourceQuotas = informer(client, ResourceQuota.class);
        replicaSets = informer(client, VirtualMachineInstanceReplicaSet.class);
        pools = informer(client, VirtualMachinePool.class);
        snapshots = informer(client, VirtualMachineSnapshot.class);
        contents = informer(client, VirtualMachineSnapshotContent.class);
        restores = informer(client, VirtualMachineRestore.class);
        clones = informer(client, VirtualMachineClone.class);
        exports = informer(client, VirtualMachineExport.class);
        migrations = informer(client, VirtualMachineInstanceMigration.class);
        migrationPolicies = informer(client, MigrationPolicy.class);
        presets = informer(client, VirtualMachineInstancePreset.class);
        imports = new ImportCaches(client);
        backups = new BackupCaches(client);
        templates = new TemplateCaches(client);
        dataVolumes.addIndexers(Map.of(
                OWNER, IndexKeys::owners, VOLUME, IndexKeys::claimOfClone, POINTER, IndexKeys::referenceOfVolume));
        dataSources.addIndexers(Map.of(VOLUME, IndexKeys::claimOfSource, POINTER, IndexKeys::pointerOfSource));
        pods.addIndexers(
                Map.of(OWNER, IndexKeys::owners, CREATED_BY, IndexKeys::creators, VOLUME, IndexKeys::claimsOfPod));
        machines.addIndexers(
                Map.of(VOLUME, IndexKeys::volumesOfMachine, OWNER, IndexKeys::owners, NAMESPACE, IndexKeys::namespace));
        instances.addIndexers(Map.of(
                VOLUME,
                IndexKeys::volumesOfInstance,
                NODE,
                IndexKeys::nodeOfInstance,
                NAMESPACE,
                IndexKeys::namespace));
        resourceQuotas.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        presets.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        replicaSets.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        snapshots.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        restores.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        clones.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
        exports.addIndexers(Map.of(NAMESPACE, IndexKeys::namespace));
    }

    static <T extends HasMetadata> SharedIndexInformer<T> informer(KubernetesClient client, Class<T> type) {
        SharedIndexInformer<T> informer =
                client.resources(type).inAnyNamespace().runnableInformer(0);
        // An informer that gave up would leave the operator blind; the API server may be away for long.
        informer.exceptionHandler((started, cause) -> true);
        return informer;
    }

    /** Fills the caches, side by side; fails if that takes longer than the patience. */
    public void start(Duration patience) throws TimeoutException, InterruptedException {
        CompletableFuture<?>[] starts =
                all().map(informer -> informer.start().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(starts).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the operator cannot list the objects it works on", e.getCause());
        }
    }

    private Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        Stream<SharedIndexInformer<? extends HasMetadata>> own = Stream.of(
                machines,
                instances,
                dataVolumes,
                dataSources,
                claims,
                pods,
                nodes,
                installations,
                storageClasses,
                resourceQuotas,
                replicaSets,
                pools,
                snapshots,
                contents,
                restores,
                clones,
                exports,
                migrations,
                migrationPolicies,
                presets);
        return Stream.of(own, imports.all(), backups.all(), templates.all()).flatMap(kinds -> kinds);
    }

    @Override
    public void close() {
        all().forEach(SharedIndexInformer::close);
    }

    public SharedIndexInformer<VirtualMachine> machines() {
        return machines;
    }

    public SharedIndexInformer<VirtualMachineInstance> instances() {
        return instances;
    }

    public SharedIndexInformer<DataVolume> dataVolumes() {
        return dataVolumes;
    }

    public SharedIndexInformer<DataSource> dataSources() {
        return dataSources;
    }

    public SharedIndexInformer<PersistentVolumeClaim> claims() {
        return claims;
    }

    public SharedIndexInformer<Pod> pods() {
        return pods;
    }

    public SharedIndexInformer<Node> nodes() {
        return nodes;
    }

    public SharedIndexInformer<KubeVirt> installations() {
        return installations;
    }

    public SharedIndexInformer<StorageClass> storageClasses() {
        return storageClasses;
    }

    public SharedIndexInformer<VirtualMachineInstanceReplicaSet> replicaSets() {
        return replicaSets;
    }

    public SharedIndexInformer<VirtualMachinePool> pools() {
        return pools;
    }

    public SharedIndexInformer<VirtualMachineSnapshot> snapshots() {
        return snapshots;
    }

    public SharedIndexInformer<VirtualMachineSnapshotContent> contents() {
        return contents;
    }

    public SharedIndexInformer<VirtualMachineRestore> restores() {
        return restores;
    }

    public SharedIndexInformer<VirtualMachineClone> clones() {
        return clones;
    }

    public SharedIndexInformer<VirtualMachineExport> exports() {
        return exports;
    }

    public SharedIndexInformer<VirtualMachineInstanceMigration> migrations() {
        return migrations;
    }

    public SharedIndexInformer<MigrationPolicy> migrationPolicies() {
        return migrationPolicies;
    }

    public ImportCaches imports() {
        return imports;
    }

    public BackupCaches backups() {
        return backups;
    }

    public TemplateCaches templates() {
        return templates;
    }

    /** Returns the migrations of the instance of this name that are known. */
    public List<VirtualMachineInstanceMigration> migrationsOf(ObjectKey instance) {
        return migrations.getIndexer().list().stream()
                .filter(migration ->
                        instance.namespace().equals(migration.getMetadata().getNamespace())
                                && instance.name().equals(migration.getSpec().vmiName()))
                .toList();
    }

    /** Returns an object by its key. */
    public static <T extends HasMetadata> Optional<T> find(SharedIndexInformer<T> kind, ObjectKey key) {
        return Optional.ofNullable(kind.getIndexer().getByKey(key.cacheKey()));
    }

    /** Returns the quotas of a namespace. */
    public List<ResourceQuota> quotasIn(String namespace) {
        return resourceQuotas.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the presets of instances in a namespace. */
    public List<VirtualMachineInstancePreset> presetsIn(String namespace) {
        return presets.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the Pods that carry, or carried, an instance; a label with its uid in another namespace means nothing. */
    public List<Pod> launchers(VirtualMachineInstance instance) {
        String namespace = instance.getMetadata().getNamespace();
        return pods.getIndexer().byIndex(CREATED_BY, instance.getMetadata().getUid()).stream()
                .filter(pod -> namespace.equals(pod.getMetadata().getNamespace()))
                .toList();
    }

    /** Returns the Pods that are controlled by the object with this uid. */
    public List<Pod> podsOf(String ownerUid) {
        return pods.getIndexer().byIndex(OWNER, ownerUid);
    }

    /** Returns the instances that use the claim or DataVolume of this name. */
    public List<VirtualMachineInstance> instancesUsing(ObjectKey volume) {
        return instances.getIndexer().byIndex(VOLUME, volume.cacheKey());
    }

    /** Returns the instances in a namespace. */
    public List<VirtualMachineInstance> instancesIn(String namespace) {
        return instances.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the snapshots of machines in a namespace. */
    public List<VirtualMachineSnapshot> snapshotsIn(String namespace) {
        return snapshots.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the restores of machines in a namespace. */
    public List<VirtualMachineRestore> restoresIn(String namespace) {
        return restores.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the clones of machines in a namespace. */
    public List<VirtualMachineClone> clonesIn(String namespace) {
        return clones.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the exports in a namespace. */
    public List<VirtualMachineExport> exportsIn(String namespace) {
        return exports.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the virtual machines in a namespace. */
    public List<VirtualMachine> machinesIn(String namespace) {
        return machines.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the replica sets in a namespace. */
    public List<VirtualMachineInstanceReplicaSet> replicaSetsIn(String namespace) {
        return replicaSets.getIndexer().byIndex(NAMESPACE, namespace);
    }

    /** Returns the virtual machines that are controlled by the object with this uid. */
    public List<VirtualMachine> machinesOf(String ownerUid) {
        return machines.getIndexer().byIndex(OWNER, ownerUid);
    }

    /** Returns the virtual machines that use the claim or DataVolume of this name. */
    public List<VirtualMachine> machinesUsing(ObjectKey volume) {
        return machines.getIndexer().byIndex(VOLUME, volume.cacheKey());
    }

    /** Returns the DataSources that name this claim themselves. */
    public List<DataSource> dataSourcesOf(ObjectKey claim) {
        return dataSources.getIndexer().byIndex(VOLUME, claim.cacheKey());
    }

    /** Returns the DataVolumes that name this claim as their source themselves. */
    public List<DataVolume> clonesOf(ObjectKey claim) {
        return dataVolumes.getIndexer().byIndex(VOLUME, claim.cacheKey());
    }

    /** Returns the DataVolumes that name this DataSource as their source. */
    public List<DataVolume> clonesFrom(ObjectKey dataSource) {
        return dataVolumes.getIndexer().byIndex(POINTER, dataSource.cacheKey());
    }

    /** Returns the Pods that have this claim among their volumes. */
    public List<Pod> podsUsing(ObjectKey claim) {
        return pods.getIndexer().byIndex(VOLUME, claim.cacheKey());
    }

    /** Returns the Pods of this name, whatever their namespace. */
    public List<Pod> podsNamed(String name) {
        return pods.getIndexer().list().stream()
                .filter(pod -> name.equals(pod.getMetadata().getName()))
                .toList();
    }

    /** Returns the claims of this name, whatever their namespace. */
    public List<PersistentVolumeClaim> claimsNamed(String name) {
        return claims.getIndexer().list().stream()
                .filter(claim -> name.equals(claim.getMetadata().getName()))
                .toList();
    }

    /** Returns the DataSources that point to this DataSource. */
    public List<DataSource> pointersTo(ObjectKey dataSource) {
        return dataSources.getIndexer().byIndex(POINTER, dataSource.cacheKey());
    }

    /** Returns the instances on a node. */
    public List<VirtualMachineInstance> instancesOn(String node) {
        return instances.getIndexer().byIndex(NODE, node);
    }

    /** Returns the configuration of the installation, or an empty one. */
    public KubeVirtConfiguration configuration() {
        return installations.getIndexer().list().stream()
                .map(KubeVirt::getSpec)
                .flatMap(spec -> Optional.ofNullable(spec).map(KubeVirtSpec::configuration).stream())
                .findFirst()
                .orElseGet(() -> dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder.builder()
                        .build());
    }

    /** Returns the reference to the object that controls this one, if one does. */
    public static Optional<OwnerReference> controller(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }
}
