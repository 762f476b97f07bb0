package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSource;
import dev.slipway.api.cdi.DataSourceSourceBuilder;
import dev.slipway.api.cdi.DataSourceSpecBuilder;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourceBuilder;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.cdi.DataVolumeSourcePVCBuilder;
import dev.slipway.api.cdi.DataVolumeSourceRegistry;
import dev.slipway.api.cdi.DataVolumeSourceRegistryBuilder;
import dev.slipway.api.cdi.DataVolumeSourceSnapshotBuilder;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.api.cdi.DataVolumeTemplate;
import dev.slipway.api.cdi.StorageSpec;
import dev.slipway.api.cdi.StorageSpecBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.datavolume.DataVolumeNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is made for a DataImportCron. */
final class ImportedVolume {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    private ImportedVolume() {}

    /** Returns the DataVolume that imports the content with this digest. */
    static DataVolume of(ImportCronScope scope, String digest) {
        DataImportCron cron = scope.cron();
        DataVolume volume = template(cron);
        Map<String, String> annotations = new TreeMap<>(Copies.annotations(volume));
        annotations.put(DataVolumeNames.BIND_IMMEDIATELY, "true");
        annotations.put(ImportCronNames.LAST_USE, scope.now().toString());
        Optional.ofNullable(Copies.annotations(cron).get(DataVolumeNames.RETAIN_POD))
                .ifPresent(retain -> annotations.put(DataVolumeNames.RETAIN_POD, retain));
        Map<String, String> labels = new TreeMap<>(Copies.labels(volume));
        labels.putAll(ImportCronNames.labels(cron));
        volume.setMetadata(new ObjectMetaBuilder(volume.getMetadata())
                .withName(ImportCronNames.volume(cron, digest))
                .withLabels(labels)
                .withAnnotations(annotations)
                .build());
        volume.setSpec(DataVolumeSpecBuilder.builder(volume.getSpec())
                .source(ImportCronScope.source(cron)
                        .map(source -> pinned(source, digest))
                        .orElse(null))
                .storage(storage(scope, volume.getSpec().storage()))
                .build());
        return volume;
    }

    private static @Nullable StorageSpec storage(ImportCronScope scope, @Nullable StorageSpec asked) {
        if (asked == null || !scope.format().readWriteOnce()) {
            return asked;
        }
        boolean open =
                Optional.ofNullable(asked.accessModes()).orElse(List.of()).isEmpty();
        return open
                ? StorageSpecBuilder.builder(asked)
                        .accessModes(List.of("ReadWriteOnce"))
                        .build()
                : asked;
    }

    /** Returns the template as a DataVolume of the DataImportCron's namespace, without a name. */
    static DataVolume template(DataImportCron cron) {
        Optional<DataVolumeTemplate> template =
                Optional.ofNullable(cron.getSpec().template());
        ObjectMeta given = template.map(DataVolumeTemplate::metadata).orElseGet(ObjectMeta::new);
        Map<String, String> annotations =
                new TreeMap<>(Optional.ofNullable(given.getAnnotations()).orElse(Map.of()));
        // Admission notes there what a DataVolume's own writer may do.
        annotations.remove(SlipwayNames.CLONE_SOURCES);
        DataVolume volume = new DataVolume();
        volume.setMetadata(new ObjectMetaBuilder()
                .withNamespace(cron.getMetadata().getNamespace())
                .withLabels(given.getLabels())
                .withAnnotations(annotations)
                .build());
        volume.setSpec(template.map(DataVolumeTemplate::spec)
                .orElseGet(() -> DataVolumeSpecBuilder.builder().build()));
        return volume;
    }

    /** An image of a registry is imported by the digest that was seen, whatever its tag means by then. */
    private static DataVolumeSource pinned(DataVolumeSource source, String digest) {
        DataVolumeSourceRegistry registry = source.registry();
        return registry == null
                ? source
                : DataVolumeSourceBuilder.builder(source)
                        .registry(DataVolumeSourceRegistryBuilder.builder(registry)
                                .url(untagged(registry.url() + "") + "@" + digest)
                                .build())
                        .build();
    }

    private static String untagged(String url) {
        int at = url.indexOf('@');
        String plain = at < 0 ? url : url.substring(0, at);
        // A colon before the last slash belongs to a port.
        int colon = plain.indexOf(':', plain.lastIndexOf('/'));
        return colon < 0 ? plain : plain.substring(0, colon);
    }

    /** Returns the DataSource as it is to be. */
    static DataSource dataSource(ImportCronScope scope, Optional<DataSourceSource> imported) {
        DataSource before = scope.dataSource().orElseGet(() -> made(scope));
        DataSource wanted = Copies.of(before);
        Map<String, String> labels = new TreeMap<>(Copies.labels(before));
        labels.putAll(ImportCronNames.labels(scope.cron()));
        wanted.setMetadata(
                new ObjectMetaBuilder(before.getMetadata()).withLabels(labels).build());
        imported.ifPresent(source ->
                wanted.setSpec(DataSourceSpecBuilder.builder().source(source).build()));
        return wanted;
    }

    /**
     * Returns where the DataSource is to lead; nothing if it stays where it is.
     *
     * @param last the last import that is complete
     */
    static Optional<DataSourceSource> source(ImportCronScope scope, Optional<DataVolumeSourcePVC> last) {
        if (!scope.format().snapshots()) {
            return last.map(
                    claim -> DataSourceSourceBuilder.builder().pvc(claim).build());
        }
        // While the newest is saved, the one before can still be used.
        boolean saved = Saving.of(scope) instanceof Saving.Taken taken
                && last.filter(claim -> taken.snapshot().getMetadata().getName().equals(claim.name()))
                        .isPresent();
        boolean leads = scope.dataSource()
                .map(DataSource::getSpec)
                .map(spec -> spec.source())
                .filter(source -> source.pvc() != null || source.snapshot() != null)
                .isPresent();
        return last.filter(_ -> saved || !leads)
                .map(claim -> DataSourceSourceBuilder.builder()
                        .snapshot(DataVolumeSourceSnapshotBuilder.builder()
                                .namespace(claim.namespace())
                                .name(claim.name())
                                .build())
                        .build());
    }

    private static DataSource made(ImportCronScope scope) {
        DataSource made = new DataSource();
        made.setMetadata(new ObjectMetaBuilder()
                .withName(scope.cron().getSpec().managedDataSource())
                .withNamespace(scope.key().namespace())
                .build());
        made.setSpec(DataSourceSpecBuilder.builder()
                .source(DataSourceSourceBuilder.builder().build())
                .build());
        return made;
    }

    /**
     * Returns whether a claim stays: with the DataVolume that controls it a claim goes, and what that one had not written yet
     * will never be in it.
     *
     * @param volume the DataVolume of this name
     */
    static boolean stays(PersistentVolumeClaim claim, Optional<DataVolume> volume) {
        boolean left = Caches.controller(claim)
                .filter(owner -> "DataVolume".equals(owner.getKind()))
                .filter(owner -> volume.filter(found -> !isGoing(found))
                        .filter(found ->
                                owner.getUid().equals(found.getMetadata().getUid()))
                        .isEmpty())
                .isPresent();
        return !isGoing(claim) && !left;
    }

    /** Returns whether an import can get its name: nothing is left of one before that is on its way out. */
    static boolean isFree(Optional<DataVolume> volume, Optional<PersistentVolumeClaim> claim) {
        return volume.filter(ImportedVolume::isGoing).isEmpty()
                && claim.filter(found -> !stays(found, volume)).isEmpty();
    }

    static boolean isGoing(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** Returns how the claim of an import is named in statuses and DataSources. */
    static DataVolumeSourcePVC reference(ImportCronScope scope, String name) {
        return DataVolumeSourcePVCBuilder.builder()
                .namespace(scope.key().namespace())
                .name(name)
                .build();
    }

    /** Returns the class that claims get: the one that the template names, else the default. */
    static Optional<String> storageClass(DataImportCron cron, List<StorageClass> classes) {
        return Optional.ofNullable(cron.getSpec().template())
                .map(template -> template.spec())
                .flatMap(spec -> Optional.ofNullable(spec.storage())
                        .map(storage -> storage.storageClassName())
                        .or(() -> Optional.ofNullable(spec.pvc()).map(claim -> claim.storageClassName())))
                .or(() -> classes.stream()
                        .filter(found -> "true".equals(Copies.annotations(found).get(DEFAULT)))
                        .findFirst()
                        .map(found -> found.getMetadata().getName()));
    }
}
