package dev.slipway.operator;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.operator.datavolume.ProxyAuthorities;
import dev.slipway.operator.importcron.ImportCronNames;
import dev.slipway.operator.importcron.ImportCronReconciler;
import dev.slipway.operator.population.PopulationReconciler;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.QueueObserver;
import dev.slipway.operator.reconcile.WorkQueue;
import dev.slipway.operator.storageprofile.StorageProfileReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Optional;

/** The controllers of CDI's kinds around DataVolumes, and what each has to look at when an object changes. */
final class ImportControllers implements AutoCloseable {
    private final Caches caches;
    private final WorkQueue populations;
    private final WorkQueue profiles;
    private final WorkQueue crons;

    ImportControllers(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            InstantSource clock,
            SnapshotClasses snapshotClasses,
            TakenSnapshots takenSnapshots,
            ImporterSettings importer,
            ProxyAuthorities proxies,
            QueueObserver observer) {
        this.caches = caches;
        populations = new WorkQueue(
                "Population",
                new PopulationReconciler(client, caches, writer, new Events(client, "populator", clock)),
                observer);
        profiles = new WorkQueue(
                "StorageProfile", new StorageProfileReconciler(caches, writer, snapshotClasses, clock), observer);
        crons = new WorkQueue(
                "DataImportCron",
                new ImportCronReconciler(
                        caches,
                        writer,
                        new Events(client, "dataimportcron-controller", clock),
                        clock,
                        importer,
                        takenSnapshots,
                        proxies),
                observer);
    }

    void connect() {
        Triggers.on(caches.claims(), this::claimChanged);
        Triggers.on(caches.dataVolumes(), this::dataVolumeChanged);
        Triggers.on(caches.storageClasses(), storage -> profiles.add(ObjectKey.of(storage)));
        Triggers.on(caches.imports().profiles(), this::profileChanged);
        Triggers.on(caches.imports().crons(), cron -> crons.add(ObjectKey.of(cron)));
        Triggers.on(caches.dataSources(), this::dataSourceChanged);
        Triggers.on(caches.pods(), pod -> Triggers.owner(pod, "DataImportCron").ifPresent(crons::add));
        Triggers.on(caches.imports().importSources(), this::sourceChanged);
        Triggers.on(caches.imports().uploadSources(), this::sourceChanged);
        Triggers.on(caches.imports().cloneSources(), this::sourceChanged);
    }

    void start(int workers) {
        populations.start(workers);
        profiles.start(1);
        crons.start(workers);
    }

    void rest() {
        populations.rest();
        profiles.rest();
        crons.rest();
    }

    /** Imports may have to be kept as something else now. */
    private void profileChanged(StorageProfile profile) {
        profiles.add(ObjectKey.of(profile));
        caches.imports().crons().getIndexer().list().forEach(cron -> crons.add(ObjectKey.of(cron)));
    }

    private void claimChanged(PersistentVolumeClaim claim) {
        imported(claim);
        if (PopulationReconciler.concerns(claim)) {
            populations.add(ObjectKey.of(claim));
        }
    }

    private void dataVolumeChanged(DataVolume volume) {
        imported(volume);
        Triggers.owner(volume, "PersistentVolumeClaim").ifPresent(populations::add);
    }

    /** Whatever was made for a DataImportCron, there it is told; also when that is gone, to go with it. */
    private void imported(HasMetadata object) {
        Optional.ofNullable(Copies.labels(object).get(ImportCronNames.CRON))
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> crons.add(new ObjectKey(object.getMetadata().getNamespace(), name)));
    }

    private void dataSourceChanged(DataSource source) {
        imported(source);
        // It may be free now for another one that waits for its name.
        caches.imports().crons().getIndexer().list().stream()
                .filter(cron -> source.getMetadata()
                                .getNamespace()
                                .equals(cron.getMetadata().getNamespace())
                        && cron.getSpec() != null
                        && source.getMetadata().getName().equals(cron.getSpec().managedDataSource()))
                .forEach(cron -> crons.add(ObjectKey.of(cron)));
    }

    /** Seldom, so that all claims may be looked through. */
    private void sourceChanged(HasMetadata source) {
        caches.claims().getIndexer().list().stream()
                .filter(claim -> source.getMetadata()
                        .getNamespace()
                        .equals(claim.getMetadata().getNamespace()))
                .forEach(this::claimChanged);
    }

    @Override
    public void close() {
        populations.close();
        profiles.close();
        crons.close();
    }
}
