package dev.slipway.portal.images;

import dev.slipway.api.cdi.DataVolumeSourceRef;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The images of the mirrors, and which machines were made from them. */
@Startup
@Singleton
public class ImageIndex {
    private static final Comparator<ObjectKey> BY_NAME =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    private final ClusterMirror mirror;
    private final Pulse pulse;
    private final Map<ObjectKey, Set<ObjectKey>> machinesOfImages = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> imagesOfMachines = new HashMap<>();

    ImageIndex(ClusterMirror mirror, Pulse pulse) {
        this.mirror = mirror;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.dataSources().listen(_ -> pulse.beat());
        mirror.dataVolumes().listen(_ -> pulse.beat());
        mirror.claims().listen(_ -> pulse.beat());
        mirror.machines().listen(this::remember);
    }

    /** Returns the rows of all images, in no order. */
    public Collection<ImageRow> all() {
        return mirror.dataSources().all().stream()
                .map(image -> ImageRow.of(facts(ObjectKey.of(image)).orElseThrow()))
                .toList();
    }

    /** Returns the rows of the images in some namespaces, in no order; {@code project} limits them unless it is empty. */
    List<ImageRow> visible(Visible visible, String project) {
        return mirror.dataSources().all().stream()
                .map(ObjectKey::of)
                .filter(key -> visible.in(key.namespace()) && (project.isEmpty() || project.equals(key.namespace())))
                .flatMap(key -> find(key).stream())
                .toList();
    }

    /** Returns the row of an image. */
    public Optional<ImageRow> find(ObjectKey key) {
        return facts(key).map(ImageRow::of);
    }

    /** Returns the claim that holds the disk of an image. */
    public Optional<ObjectKey> claim(ObjectKey image) {
        return mirror.dataSources().find(image).flatMap(ImageFacts::claimOf);
    }

    /** Returns the claims that hold the disks of images. */
    public Set<ObjectKey> claims() {
        return mirror.dataSources().all().stream()
                .flatMap(image -> ImageFacts.claimOf(image).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the images by the claims that hold their disks. */
    public Map<ObjectKey, ObjectKey> byClaim() {
        Map<ObjectKey, ObjectKey> images = new HashMap<>();
        mirror.dataSources()
                .all()
                .forEach(image -> ImageFacts.claimOf(image).ifPresent(claim -> images.put(claim, ObjectKey.of(image))));
        return images;
    }

    /** Returns what is known of an image. */
    Optional<ImageFacts> facts(ObjectKey key) {
        return mirror.dataSources().find(key).map(image -> {
            Optional<ObjectKey> claim = ImageFacts.claimOf(image);
            return new ImageFacts(
                    image,
                    claim.flatMap(mirror.dataVolumes()::find),
                    claim.flatMap(mirror.claims()::find),
                    machines(key));
        });
    }

    private synchronized List<ObjectKey> machines(ObjectKey image) {
        return List.copyOf(machinesOfImages.getOrDefault(image, Set.of()));
    }

    private synchronized void remember(ObjectKey machine) {
        Set<ObjectKey> images =
                mirror.machines().find(machine).map(ImageIndex::images).orElse(Set.of());
        Set<ObjectKey> before =
                images.isEmpty() ? imagesOfMachines.remove(machine) : imagesOfMachines.put(machine, images);
        if (images.equals(before)) {
            return;
        }
        if (before != null) {
            before.forEach(image -> machinesOfImages.computeIfPresent(image, (_, machines) -> {
                machines.remove(machine);
                return machines.isEmpty() ? null : machines;
            }));
        }
        images.forEach(image -> machinesOfImages
                .computeIfAbsent(image, _ -> new TreeSet<>(BY_NAME))
                .add(machine));
    }

    /** Returns the images that the disks of a machine are made from. */
    private static Set<ObjectKey> images(VirtualMachine vm) {
        String namespace = vm.getMetadata().getNamespace();
        return Optional.ofNullable(vm.getSpec()).map(spec -> spec.dataVolumeTemplates()).stream()
                .flatMap(List::stream)
                .map(template ->
                        template.spec() == null ? null : template.spec().sourceRef())
                .filter(Objects::nonNull)
                .filter(reference -> "DataSource".equals(reference.kind()) && reference.name() != null)
                .map(reference -> key(reference, namespace))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ObjectKey key(DataVolumeSourceRef reference, String namespace) {
        String named = ImageFacts.text(reference.namespace());
        return new ObjectKey(named.isEmpty() ? namespace : named, ImageFacts.text(reference.name()));
    }
}
