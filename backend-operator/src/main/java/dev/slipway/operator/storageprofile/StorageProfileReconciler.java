package dev.slipway.operator.storageprofile;

import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileSpecBuilder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Keeps a StorageProfile for each storage class, of its name, as long as there is the class. */
public final class StorageProfileReconciler implements Reconciler {
    private static final Map<String, String> LABELS = Map.of(
            "app", "containerized-data-importer",
            "app.kubernetes.io/component", "storage",
            "app.kubernetes.io/managed-by", "cdi-controller",
            "cdi.kubevirt.io", "");

    /** Classes of snapshots are not watched. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Caches caches;
    private final ObjectWriter writer;
    private final SnapshotClasses snapshots;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public StorageProfileReconciler(
            Caches caches, ObjectWriter writer, SnapshotClasses snapshots, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<StorageProfile> profile = Caches.find(caches.imports().profiles(), key);
        Optional<StorageClass> storage = Caches.find(caches.storageClasses(), key);
        if (storage.isEmpty()) {
            profile.ifPresent(left -> writer.delete(left, Optional.empty()));
            return new Outcome.Done();
        }
        if (profile.isEmpty()) {
            writer.createIfAbsent(made(key.name()));
            // Its first version comes back through the watch.
            return new Outcome.Done();
        }
        StorageProfile wanted = Copies.of(profile.get());
        wanted.setStatus(ProfileStatus.of(
                storage.get(),
                profile.get().getSpec(),
                profile.get().getStatus(),
                snapshots.of(storage.get()),
                clock.instant()));
        writer.whole(profile.get(), wanted);
        return new Outcome.Again(AGAIN);
    }

    private static StorageProfile made(String name) {
        StorageProfile profile = new StorageProfile();
        profile.setMetadata(
                new ObjectMetaBuilder().withName(name).withLabels(LABELS).build());
        profile.setSpec(StorageProfileSpecBuilder.builder().build());
        return profile;
    }
}
