package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.DataImportCronStatusBuilder;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.cdi.ImportStatus;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.schedule.CronSchedule;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that one look at a DataImportCron knows; read once.
 *
 * @param cron the DataImportCron
 * @param dataSource the DataSource that it is to keep
 * @param rival the other DataImportCron that keeps it
 * @param volume the DataVolume of the newest import
 * @param claim the claim of the newest import
 * @param sourceClaim the claim that is cloned, if that is its source
 * @param poller the Pod that looks at the source
 * @param made the claims that were made for it
 * @param snapshot the snapshot of the newest import
 * @param madeSnapshots the snapshots that were made for it
 * @param format what imports are kept as
 * @param storageClass class of the claims that it makes
 * @param now time of the look
 */
record ImportCronScope(
        DataImportCron cron,
        Optional<DataSource> dataSource,
        Optional<DataImportCron> rival,
        Optional<DataVolume> volume,
        Optional<PersistentVolumeClaim> claim,
        Optional<PersistentVolumeClaim> sourceClaim,
        Optional<Pod> poller,
        List<PersistentVolumeClaim> made,
        Optional<VolumeSnapshot> snapshot,
        List<VolumeSnapshot> madeSnapshots,
        ImportFormat format,
        Optional<String> storageClass,
        Instant now) {

    static ImportCronScope read(Caches caches, TakenSnapshots snapshots, DataImportCron cron, Instant now) {
        String namespace = cron.getMetadata().getNamespace();
        Optional<DataSource> dataSource = Caches.find(
                caches.dataSources(), new ObjectKey(namespace, cron.getSpec().managedDataSource() + ""));
        Optional<ObjectKey> newest = newest(cron).map(last -> new ObjectKey(namespace, last.dataVolumeName() + ""));
        Optional<String> storageClass = ImportedVolume.storageClass(
                cron, caches.storageClasses().getIndexer().list());
        List<VolumeSnapshot> madeSnapshots = snapshots.labelled(
                namespace, ImportCronNames.CRON, cron.getMetadata().getName());
        return new ImportCronScope(
                cron,
                dataSource,
                dataSource
                        .map(source -> Copies.labels(source).getOrDefault(ImportCronNames.CRON, ""))
                        .filter(name -> !name.equals(cron.getMetadata().getName()))
                        .flatMap(name -> Caches.find(caches.imports().crons(), new ObjectKey(namespace, name)))
                        .filter(other -> other.getSpec() != null
                                && (cron.getSpec().managedDataSource() + "")
                                        .equals(other.getSpec().managedDataSource())),
                newest.flatMap(key -> Caches.find(caches.dataVolumes(), key)),
                newest.flatMap(key -> Caches.find(caches.claims(), key)),
                sourceClaim(cron).flatMap(key -> Caches.find(caches.claims(), key)),
                Caches.find(caches.pods(), new ObjectKey(namespace, ImportCronNames.poller(cron))),
                caches.claims().getIndexer().list().stream()
                        .filter(claim -> isOf(cron, claim))
                        .toList(),
                newest.flatMap(key -> madeSnapshots.stream()
                        .filter(snapshot -> key.equals(ObjectKey.of(snapshot)))
                        .findFirst()),
                madeSnapshots,
                ImportFormat.of(
                        storageClass.flatMap(
                                name -> Caches.find(caches.imports().profiles(), new ObjectKey("", name))),
                        status(cron)),
                storageClass,
                now);
    }

    private static boolean isOf(DataImportCron cron, HasMetadata object) {
        return cron.getMetadata().getNamespace().equals(object.getMetadata().getNamespace())
                && cron.getMetadata().getName().equals(Copies.labels(object).get(ImportCronNames.CRON));
    }

    private static Optional<ImportStatus> newest(DataImportCron cron) {
        return Optional.ofNullable(cron.getStatus())
                .map(DataImportCronStatus::currentImports)
                .flatMap(imports -> imports.stream().findFirst());
    }

    ObjectKey key() {
        return ObjectKey.of(cron);
    }

    DataImportCronStatus status() {
        return status(cron);
    }

    private static DataImportCronStatus status(DataImportCron cron) {
        return Optional.ofNullable(cron.getStatus())
                .orElseGet(() -> DataImportCronStatusBuilder.builder().build());
    }

    /** Returns the newest import, as it was begun. */
    Optional<ImportStatus> newest() {
        return newest(cron);
    }

    /** Returns where the content comes from. */
    static Optional<DataVolumeSource> source(DataImportCron cron) {
        return Optional.ofNullable(cron.getSpec().template())
                .map(template -> template.spec())
                .map(spec -> spec.source());
    }

    Optional<DataVolumeSource> source() {
        return source(cron);
    }

    /** Returns the claim that is its source, if one is. */
    static Optional<ObjectKey> sourceClaim(DataImportCron cron) {
        return source(cron).map(DataVolumeSource::pvc).map(claim -> sourceClaim(cron, claim));
    }

    private static ObjectKey sourceClaim(DataImportCron cron, DataVolumeSourcePVC claim) {
        return new ObjectKey(
                Optional.ofNullable(claim.namespace())
                        .filter(given -> !given.isEmpty())
                        .orElse(cron.getMetadata().getNamespace()),
                claim.name() + "");
    }

    /** Returns the digest that the source had when it was looked at last; empty before. */
    String digest() {
        return Copies.annotations(cron).getOrDefault(ImportCronNames.DIGEST, "");
    }

    /** Returns whether the DataSource is its own, or is not there so that it will be. */
    boolean keepsDataSource() {
        return dataSource.filter(source -> !isOf(cron, source)).isEmpty();
    }

    /** Returns its schedule; nothing if it is to rest. */
    Optional<CronSchedule> schedule() {
        return Optional.ofNullable(cron.getSpec().schedule())
                .filter(text -> !text.isEmpty())
                .flatMap(CronSchedule::parse);
    }

    /** Returns when the source is to be looked at; the first time at once. */
    Optional<Instant> due() {
        return schedule().map(_ -> time(ImportCronNames.NEXT).orElse(now));
    }

    /** Returns when the source was looked at last. */
    Optional<Instant> lastLook() {
        return time(ImportCronNames.LAST);
    }

    private Optional<Instant> time(String annotation) {
        return Optional.ofNullable(Copies.annotations(cron).get(annotation)).flatMap(Timestamps::parse);
    }
}
