package dev.slipway.portal.cluster;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything in the cluster that the portal shows. Unfiltered: whoever reads it filters by the rights of the reader. */
@Singleton
public final class ClusterMirror {
    private final Mirror<VirtualMachine> machines = new Mirror<>();
    private final Mirror<VirtualMachineInstance> instances = new Mirror<>();
    private final Mirror<VirtualMachineInstanceMigration> migrations = new Mirror<>();
    private final Mirror<DataSource> dataSources = new Mirror<>();
    private final Mirror<DataVolume> dataVolumes = new Mirror<>();
    private final Mirror<PersistentVolumeClaim> claims = new Mirror<>();
    private final Mirror<NetworkAttachmentDefinition> attachments = new Mirror<>();
    private final Mirror<StorageClass> storageClasses = new Mirror<>();
    private final Mirror<StorageProfile> storageProfiles = new Mirror<>();
    private final Mirror<Namespace> namespaces = new Mirror<>();
    private final Mirror<Node> nodes = new Mirror<>();
    private final Mirror<VirtualMachineSnapshot> snapshots = new Mirror<>();
    private final Mirror<VirtualMachineRestore> restores = new Mirror<>();
    private final Mirror<VirtualMachineClone> clones = new Mirror<>();
    private final Mirror<VirtualMachineExport> exports = new Mirror<>();
    private final References snapshotsOfMachines = snapshots.referring(ClusterMirror::source);
    private final References restoresFromSnapshots = restores.referring(ClusterMirror::source);
    private final EventsByObject events = new EventsByObject();

    public Mirror<VirtualMachine> machines() {
        return machines;
    }

    public Mirror<VirtualMachineInstance> instances() {
        return instances;
    }

    public Mirror<VirtualMachineInstanceMigration> migrations() {
        return migrations;
    }

    public Mirror<DataSource> dataSources() {
        return dataSources;
    }

    public Mirror<DataVolume> dataVolumes() {
        return dataVolumes;
    }

    public Mirror<PersistentVolumeClaim> claims() {
        return claims;
    }

    public Mirror<NetworkAttachmentDefinition> attachments() {
        return attachments;
    }

    public Mirror<StorageClass> storageClasses() {
        return storageClasses;
    }

    public Mirror<StorageProfile> storageProfiles() {
        return storageProfiles;
    }

    public Mirror<Namespace> namespaces() {
        return namespaces;
    }

    public Mirror<Node> nodes() {
        return nodes;
    }

    public Mirror<VirtualMachineSnapshot> snapshots() {
        return snapshots;
    }

    public Mirror<VirtualMachineRestore> restores() {
        return restores;
    }

    /** Returns the snapshots of a machine, by name. */
    public List<VirtualMachineSnapshot> snapshotsOf(ObjectKey machine) {
        return snapshotsOfMachines.to(machine).stream()
                .flatMap(key -> snapshots.find(key).stream())
                .toList();
    }

    /** Returns the restores from a snapshot, by name. */
    public List<VirtualMachineRestore> restoresFrom(ObjectKey snapshot) {
        return restoresFromSnapshots.to(snapshot).stream()
                .flatMap(key -> restores.find(key).stream())
                .toList();
    }

    private static Set<ObjectKey> source(VirtualMachineSnapshot snapshot) {
        return snapshot.getSpec() == null || snapshot.getSpec().source() == null
                ? Set.of()
                : named(snapshot, snapshot.getSpec().source().getName());
    }

    private static Set<ObjectKey> source(VirtualMachineRestore restore) {
        return restore.getSpec() == null
                ? Set.of()
                : named(restore, restore.getSpec().virtualMachineSnapshotName());
    }

    private static Set<ObjectKey> named(HasMetadata referrer, @Nullable String name) {
        return name == null
                ? Set.of()
                : Set.of(new ObjectKey(referrer.getMetadata().getNamespace(), name));
    }

    public Mirror<VirtualMachineClone> clones() {
        return clones;
    }

    public Mirror<VirtualMachineExport> exports() {
        return exports;
    }

    /** Returns the events, by the object they are about. */
    public EventsByObject events() {
        return events;
    }
}
