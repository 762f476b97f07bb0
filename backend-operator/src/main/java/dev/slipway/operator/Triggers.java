package dev.slipway.operator;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Which controller has to look at what when an object changes. */
record Triggers(
        Caches caches,
        WorkQueue machines,
        WorkQueue instances,
        WorkQueue dataVolumes,
        WorkQueue dataSources,
        WorkQueue nodes,
        WorkQueue installations,
        WorkQueue replicaSets,
        WorkQueue pools,
        WorkQueue migrations,
        WorkQueue evacuations,
        WorkQueue updates) {

    void connect() {
        on(caches.machines(), this::machineChanged);
        on(caches.instances(), this::instanceChanged);
        on(caches.dataVolumes(), this::dataVolumeChanged);
        on(caches.dataSources(), this::dataSourceChanged);
        on(caches.claims(), this::claimChanged);
        on(caches.pods(), this::podChanged);
        on(caches.nodes(), this::nodeChanged);
        on(caches.installations(), resource -> {
            installations.add(ObjectKey.of(resource));
            updates.add(ObjectKey.of(resource));
        });
        on(caches.replicaSets(), set -> replicaSets.add(ObjectKey.of(set)));
        on(caches.migrations(), this::migrationChanged);
        on(caches.pools(), pool -> pools.add(ObjectKey.of(pool)));
        on(
                caches.storageClasses(),
                _ -> caches.dataVolumes().getIndexer().list().forEach(volume -> dataVolumes.add(ObjectKey.of(volume))));
    }

    private void nodeChanged(Node node) {
        nodes.add(ObjectKey.of(node));
        evacuations.add(ObjectKey.of(node));
        // It may have fallen silent, or answer again.
        caches.instancesOn(node.getMetadata().getName()).forEach(instance -> instances.add(ObjectKey.of(instance)));
    }

    /** A place may have become free for others. */
    private void migrationChanged(VirtualMachineInstanceMigration migration) {
        migrations.add(ObjectKey.of(migration));
        Caches.find(
                        caches.instances(),
                        new ObjectKey(
                                migration.getMetadata().getNamespace(),
                                String.valueOf(migration.getSpec().vmiName())))
                .ifPresent(this::mayLeave);
        caches.migrations().getIndexer().list().stream()
                .filter(other -> other.getStatus() != null
                        && "Pending".equals(other.getStatus().phase()))
                .forEach(other -> migrations.add(ObjectKey.of(other)));
    }

    private void machineChanged(VirtualMachine machine) {
        machines.add(ObjectKey.of(machine));
        owner(machine, "VirtualMachinePool").ifPresent(pools::add);
    }

    private void mayLeave(VirtualMachineInstance instance) {
        Optional.ofNullable(instance.getStatus())
                .flatMap(status -> Optional.ofNullable(status.nodeName()))
                .ifPresent(node -> evacuations.add(new ObjectKey("", node)));
    }

    private void instanceChanged(VirtualMachineInstance instance) {
        mayLeave(instance);
        if (Copies.labels(instance).containsKey(KubeVirtNames.OUTDATED)) {
            caches.installations().getIndexer().list().forEach(resource -> updates.add(ObjectKey.of(resource)));
        }
        instances.add(ObjectKey.of(instance));
        caches.migrationsOf(ObjectKey.of(instance)).forEach(migration -> migrations.add(ObjectKey.of(migration)));
        owner(instance, "VirtualMachineInstanceReplicaSet").ifPresent(replicaSets::add);
        if (Caches.controller(instance).isEmpty()) {
            // A set may take it over, or has just let go of it and needs another.
            caches.replicaSetsIn(instance.getMetadata().getNamespace())
                    .forEach(set -> replicaSets.add(ObjectKey.of(set)));
        }
        Caches.find(caches.machines(), ObjectKey.of(instance))
                .flatMap(machine -> owner(machine, "VirtualMachinePool"))
                .ifPresent(pools::add);
        // Also without being its controller: a virtual machine waits for a foreign instance of its name to go.
        machines.add(ObjectKey.of(instance));
    }

    private void dataVolumeChanged(DataVolume volume) {
        dataVolumes.add(ObjectKey.of(volume));
        volumeChanged(ObjectKey.of(volume));
        owner(volume, "VirtualMachine").ifPresent(machines::add);
    }

    private void claimChanged(PersistentVolumeClaim claim) {
        dataVolumes.add(ObjectKey.of(claim));
        // One that is restored beside a snapshot, for a DataVolume of wherever.
        Optional.ofNullable(Copies.annotations(claim).get(DataVolumeNames.OWNED_BY))
                .flatMap(ObjectKey::parse)
                .ifPresent(dataVolumes::add);
        volumeChanged(ObjectKey.of(claim));
    }

    private void dataSourceChanged(DataSource source) {
        sourceChanged(source);
        caches.pointersTo(ObjectKey.of(source)).forEach(this::sourceChanged);
    }

    private void sourceChanged(DataSource source) {
        dataSources.add(ObjectKey.of(source));
        caches.clonesFrom(ObjectKey.of(source)).forEach(clone -> dataVolumes.add(ObjectKey.of(clone)));
    }

    private void volumeChanged(ObjectKey volume) {
        caches.dataSourcesOf(volume).forEach(this::dataSourceChanged);
        caches.clonesOf(volume).forEach(clone -> dataVolumes.add(ObjectKey.of(clone)));
        caches.instancesUsing(volume).forEach(instance -> instances.add(ObjectKey.of(instance)));
        caches.machinesUsing(volume).forEach(machine -> machines.add(ObjectKey.of(machine)));
    }

    private void podChanged(Pod pod) {
        owner(pod, "VirtualMachineInstance").ifPresent(instance -> {
            instances.add(instance);
            if (Copies.labels(pod).containsKey(KubeVirtNames.MIGRATION_JOB)) {
                caches.migrationsOf(instance).forEach(migration -> migrations.add(ObjectKey.of(migration)));
            }
        });
        // A Pod that holds a volume for a launcher Pod.
        owner(pod, "Pod")
                .flatMap(launcher -> Caches.find(caches.pods(), launcher))
                .flatMap(launcher -> owner(launcher, "VirtualMachineInstance"))
                .ifPresent(instances::add);
        owner(pod, "DataVolume").ifPresent(dataVolumes::add);
        owner(pod, "PersistentVolumeClaim").ifPresent(dataVolumes::add);
        // A Pod that serves a disk to another namespace.
        Optional.ofNullable(Copies.annotations(pod).get(DataVolumeNames.OWNED_BY))
                .flatMap(ObjectKey::parse)
                .ifPresent(dataVolumes::add);
        // Clones wait until nobody uses their source.
        pod.getSpec().getVolumes().stream()
                .flatMap(volume -> Optional.ofNullable(volume.getPersistentVolumeClaim()).stream())
                .map(claim -> new ObjectKey(pod.getMetadata().getNamespace(), claim.getClaimName()))
                .forEach(this::sourceUsed);
    }

    private void sourceUsed(ObjectKey claim) {
        caches.clonesOf(claim).forEach(clone -> dataVolumes.add(ObjectKey.of(clone)));
        caches.dataSourcesOf(claim).forEach(source -> {
            sourceChanged(source);
            caches.pointersTo(ObjectKey.of(source)).forEach(this::sourceChanged);
        });
    }

    static Optional<ObjectKey> owner(HasMetadata object, String kind) {
        return Caches.controller(object)
                .filter(owner -> kind.equals(owner.getKind()))
                .map(OwnerReference::getName)
                .map(name -> new ObjectKey(object.getMetadata().getNamespace(), name));
    }

    static <T extends HasMetadata> void on(SharedIndexInformer<T> informer, Consumer<T> changed) {
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                if (!Objects.equals(
                        before.getMetadata().getResourceVersion(),
                        after.getMetadata().getResourceVersion())) {
                    changed.accept(after);
                }
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                changed.accept(object);
            }
        });
    }
}
