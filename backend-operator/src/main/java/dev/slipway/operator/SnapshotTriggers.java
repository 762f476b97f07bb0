package dev.slipway.operator;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** Which snapshots, contents, restores and clones have to be looked at when an object changes. What storage does is asked for. */
record SnapshotTriggers(Caches caches, WorkQueue snapshots, WorkQueue contents, WorkQueue restores, WorkQueue clones) {
    void connect() {
        Triggers.on(caches.snapshots(), this::snapshotChanged);
        Triggers.on(caches.contents(), this::contentChanged);
        Triggers.on(caches.restores(), this::restoreChanged);
        Triggers.on(caches.clones(), clone -> clones.add(ObjectKey.of(clone)));
        Triggers.on(caches.machines(), this::machineChanged);
        Triggers.on(caches.instances(), this::instanceChanged);
    }

    private void snapshotChanged(VirtualMachineSnapshot snapshot) {
        snapshots.add(ObjectKey.of(snapshot));
        restoresIn(snapshot);
        clonesIn(snapshot);
    }

    private void restoreChanged(VirtualMachineRestore restore) {
        restores.add(ObjectKey.of(restore));
        clonesIn(restore);
    }

    private void clonesIn(HasMetadata object) {
        caches.clonesIn(object.getMetadata().getNamespace()).forEach(clone -> clones.add(ObjectKey.of(clone)));
    }

    private void contentChanged(VirtualMachineSnapshotContent content) {
        contents.add(ObjectKey.of(content));
        snapshots.add(new ObjectKey(
                content.getMetadata().getNamespace(), content.getSpec().virtualMachineSnapshotName() + ""));
    }

    private void machineChanged(HasMetadata machine) {
        caches.snapshotsIn(machine.getMetadata().getNamespace()).stream()
                .filter(snapshot -> Optional.ofNullable(snapshot.getSpec().source())
                        .filter(source -> machine.getMetadata().getName().equals(source.getName()))
                        .isPresent())
                .forEach(snapshot -> snapshots.add(ObjectKey.of(snapshot)));
        restoresIn(machine);
        clonesIn(machine);
    }

    private void instanceChanged(VirtualMachineInstance instance) {
        restoresIn(instance);
    }

    private void restoresIn(HasMetadata object) {
        caches.restoresIn(object.getMetadata().getNamespace()).forEach(this::restoreChanged);
    }
}
