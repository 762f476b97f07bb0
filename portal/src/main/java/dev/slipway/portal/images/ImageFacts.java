package dev.slipway.portal.images;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster knows of one image.
 *
 * @param image the DataSource
 * @param volume the DataVolume that fills its claim, if there is one
 * @param claim the claim with the disk, if it exists
 * @param apart whether the disk is in a project that the visitor may not see, so that nothing is said of it
 * @param machines machines made from it, by name
 */
record ImageFacts(
        DataSource image,
        Optional<DataVolume> volume,
        Optional<PersistentVolumeClaim> claim,
        boolean apart,
        List<ObjectKey> machines) {
    private static final String CRON = "cdi.kubevirt.io/dataImportCron";

    ImageFacts {
        machines = List.copyOf(machines);
    }

    ObjectKey key() {
        return ObjectKey.of(image);
    }

    /** Returns them with those machines alone, and a disk in another project only if that is, that somebody may see. */
    ImageFacts seen(Visible inMachines, Visible ofDisks) {
        String project = diskProject();
        boolean hidden = !project.equals(key().namespace()) && !ofDisks.in(project);
        return new ImageFacts(
                image,
                hidden ? Optional.empty() : volume,
                hidden ? Optional.empty() : claim,
                hidden,
                machines.stream()
                        .filter(machine -> inMachines.in(machine.namespace()))
                        .toList());
    }

    /** Returns the project of its disk, which is its own unless it names a claim in another. */
    String diskProject() {
        return claimOf(image).map(ObjectKey::namespace).orElse(key().namespace());
    }

    /** Returns the claim that an image names; its namespace is the image's own unless it says otherwise. */
    static Optional<ObjectKey> claimOf(DataSource image) {
        return Optional.ofNullable(image.getSpec())
                .map(spec -> spec.source())
                .map(source -> source.pvc())
                .filter(pvc -> pvc.name() != null && !pvc.name().isEmpty())
                .map(pvc -> new ObjectKey(
                        text(pvc.namespace()).isEmpty() ? image.getMetadata().getNamespace() : text(pvc.namespace()),
                        text(pvc.name())));
    }

    /** Returns whether the image is a snapshot, of which only the image itself says something. */
    boolean isSnapshot() {
        return Optional.ofNullable(image.getSpec())
                .map(spec -> spec.source())
                .map(source -> source.snapshot())
                .isPresent();
    }

    /** Returns the DataImportCron that keeps the image at the newest of its source; empty if none does. */
    String cron() {
        return Optional.ofNullable(image.getMetadata().getLabels())
                .map(labels -> labels.get(CRON))
                .orElse("");
    }

    /** Returns where the disk comes from. */
    Optional<DataVolumeSource> source() {
        return volume.map(DataVolume::getSpec).map(spec -> spec.source());
    }

    /** Returns the phase of the filling; empty if nothing fills it or nothing is known. */
    String phase() {
        return volume.map(DataVolume::getStatus)
                .map(status -> text(status.phase()))
                .orElse("");
    }

    /** Returns an annotation of image or volume; empty if neither has it. */
    String annotation(String name) {
        return annotation(image, name)
                .or(() -> volume.flatMap(v -> annotation(v, name)))
                .orElse("");
    }

    private static Optional<String> annotation(HasMetadata object, String name) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
