package dev.slipway.operator.cluster;

import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.VolumeCloneSource;
import dev.slipway.api.cdi.VolumeImportSource;
import dev.slipway.api.cdi.VolumeUploadSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.stream.Stream;

/** Informers for the kinds of CDI that say where content comes from and how claims are made; part of {@link Caches}. */
public final class ImportCaches {
    private final SharedIndexInformer<VolumeImportSource> importSources;
    private final SharedIndexInformer<VolumeUploadSource> uploadSources;
    private final SharedIndexInformer<VolumeCloneSource> cloneSources;
    private final SharedIndexInformer<StorageProfile> profiles;

    ImportCaches(KubernetesClient client) {
        importSources = Caches.informer(client, VolumeImportSource.class);
        uploadSources = Caches.informer(client, VolumeUploadSource.class);
        cloneSources = Caches.informer(client, VolumeCloneSource.class);
        profiles = Caches.informer(client, StorageProfile.class);
    }

    Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return Stream.of(importSources, uploadSources, cloneSources, profiles);
    }

    public SharedIndexInformer<VolumeImportSource> importSources() {
        return importSources;
    }

    public SharedIndexInformer<VolumeUploadSource> uploadSources() {
        return uploadSources;
    }

    public SharedIndexInformer<VolumeCloneSource> cloneSources() {
        return cloneSources;
    }

    public SharedIndexInformer<StorageProfile> profiles() {
        return profiles;
    }
}
