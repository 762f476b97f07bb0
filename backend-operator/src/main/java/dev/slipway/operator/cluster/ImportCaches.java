package dev.slipway.operator.cluster;

import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.VolumeCloneSource;
import dev.slipway.api.cdi.VolumeImportSource;
import dev.slipway.api.cdi.VolumeUploadSource;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.stream.Stream;

/** Informers for the kinds of CDI that say where content comes from and how claims are made; part of {@link Caches}. */
public final class ImportCaches {
    private static final ObjectKey CONFIG = new ObjectKey("", "config");

    private final SharedIndexInformer<VolumeImportSource> importSources;
    private final SharedIndexInformer<VolumeUploadSource> uploadSources;
    private final SharedIndexInformer<VolumeCloneSource> cloneSources;
    private final SharedIndexInformer<StorageProfile> profiles;
    private final SharedIndexInformer<DataImportCron> crons;
    private final SharedIndexInformer<CDIConfig> configs;
    private final SharedIndexInformer<CDI> installations;

    ImportCaches(KubernetesClient client) {
        importSources = Caches.informer(client, VolumeImportSource.class);
        uploadSources = Caches.informer(client, VolumeUploadSource.class);
        cloneSources = Caches.informer(client, VolumeCloneSource.class);
        profiles = Caches.informer(client, StorageProfile.class);
        crons = Caches.informer(client, DataImportCron.class);
        configs = Caches.informer(client, CDIConfig.class);
        installations = Caches.informer(client, CDI.class);
    }

    Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return Stream.of(importSources, uploadSources, cloneSources, profiles, crons, configs, installations);
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

    public SharedIndexInformer<DataImportCron> crons() {
        return crons;
    }

    public SharedIndexInformer<CDIConfig> configs() {
        return configs;
    }

    /** Returns those of the resource by which CDI is installed, which also says how imports are done. */
    public SharedIndexInformer<CDI> installations() {
        return installations;
    }

    /** Returns how the admins of the cluster want imports to be done; empty if they said nothing. */
    public CDIConfigSpec config() {
        return Caches.find(configs, CONFIG)
                .flatMap(config -> Optional.ofNullable(config.getSpec()))
                .orElseGet(() -> CDIConfigSpecBuilder.builder().build());
    }
}
