package dev.slipway.operator;

import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** Which exports have to be looked at when an object changes. Who waits for a claim looks again by itself. */
record ExportTriggers(Caches caches, WorkQueue exports) {
    void connect() {
        Triggers.on(caches.exports(), export -> exports.add(ObjectKey.of(export)));
        Triggers.on(caches.pods(), this::podChanged);
        Triggers.on(caches.machines(), this::sourceChanged);
        Triggers.on(caches.instances(), this::sourceChanged);
        Triggers.on(caches.snapshots(), this::sourceChanged);
        Triggers.on(caches.backups().backups(), this::sourceChanged);
        Triggers.on(caches.templates().templates(), this::sourceChanged);
    }

    private void podChanged(Pod pod) {
        Triggers.owner(pod, "VirtualMachineExport").ifPresent(exports::add);
    }

    /** An instance has the name of its machine. */
    private void sourceChanged(HasMetadata object) {
        caches.exportsIn(object.getMetadata().getNamespace()).stream()
                .filter(export -> isOf(export, object.getMetadata().getName()))
                .forEach(export -> exports.add(ObjectKey.of(export)));
    }

    private static boolean isOf(VirtualMachineExport export, String name) {
        return Optional.ofNullable(export.getSpec())
                .map(spec -> spec.source())
                .filter(source -> name.equals(source.getName()))
                .isPresent();
    }
}
