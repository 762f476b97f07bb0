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
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import jakarta.inject.Singleton;

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
