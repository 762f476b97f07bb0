package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes the storage's snapshots away with the content that names them, also long after the machine's snapshot is gone. */
public final class ContentReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(250);

    private final Caches caches;
    private final ObjectWriter writer;
    private final VolumeSnapshots storage;

    /** Makes the reconciler. */
    public ContentReconciler(KubernetesClient client, Caches caches, ObjectWriter writer) {
        this.caches = caches;
        this.writer = writer;
        this.storage = new VolumeSnapshots(client, writer);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return Caches.find(caches.contents(), key)
                .filter(content -> content.getMetadata().getDeletionTimestamp() != null)
                .filter(content -> content.getMetadata().getFinalizers().contains(SnapshotNames.CONTENT))
                .map(this::end)
                .orElse(new Outcome.Done());
    }

    private Outcome end(VirtualMachineSnapshotContent content) {
        boolean left = false;
        for (VolumeBackup backup :
                Optional.ofNullable(content.getSpec().volumeBackups()).orElse(List.of())) {
            var found = storage.find(content.getMetadata().getNamespace(), backup.volumeSnapshotName() + "");
            found.ifPresent(storage::remove);
            left |= found.isPresent();
        }
        if (left) {
            return new Outcome.Again(SOON);
        }
        writer.whole(content, Copies.withoutFinalizer(content, SnapshotNames.CONTENT));
        return new Outcome.Done();
    }
}
