package dev.slipway.portal.images;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolumeSourceRef;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.Listed;
import dev.slipway.portal.lists.RowIndex;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.live.Pulse;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of all images, kept up to date with the mirrors, and which machines were made from them. */
@Startup
@Singleton
public class ImageIndex implements Listed<ImageRow> {
    private final ClusterMirror mirror;
    private final Rights rights;
    private final RowIndex<UsedImage, ImageRow> index;
    private final References made;
    private final References claims;

    ImageIndex(ClusterMirror mirror, Rights rights, Pulse pulse) {
        this.mirror = mirror;
        this.rights = rights;
        this.index = new RowIndex<>(image -> facts(image).map(UsedImage::of), pulse);
        this.made = mirror.machines().referring(ImageIndex::images);
        this.claims = mirror.dataSources().referring(ImageIndex::claim);
    }

    @PostConstruct
    void follow() {
        made.listen(index::touch);
        mirror.dataSources().listen(index::touch);
        mirror.dataVolumes().listen(this::filled);
        mirror.claims().listen(this::filled);
        mirror.dataSources().keys().forEach(index::touch);
    }

    private void filled(ObjectKey claim) {
        claims.to(claim).forEach(index::touch);
    }

    @Override
    public ListKind<ImageRow> kind() {
        return ImageList.KIND;
    }

    @Override
    public Seen<ImageRow> seen(Visit visit) {
        return index.seen(sight(visit));
    }

    /** Their rows are told one by one: those that are filled change often. */
    @Override
    public boolean readAgain() {
        return false;
    }

    /** Returns what a visitor may know of an image; empty if there is none that he may see. */
    Optional<ImageFacts> find(Visit visit, ObjectKey key) {
        return facts(key).flatMap(sight(visit)::see);
    }

    private ImageSight sight(Visit visit) {
        return new ImageSight(
                rights.visible(visit.identity(), ImageList.KIND.right()),
                rights.visible(visit.identity(), Ask.LIST_MACHINES),
                rights.visible(visit.identity(), Ask.LIST_CLAIMS));
    }

    /** Returns the state of an image, for those who follow tasks. */
    Optional<ImageState> state(ObjectKey key) {
        return facts(key).map(ImageState::of);
    }

    /** Returns the claim that holds the disk of an image. */
    public Optional<ObjectKey> claim(ObjectKey image) {
        return mirror.dataSources().find(image).flatMap(ImageFacts::claimOf);
    }

    /** Returns which images have which claims as their disks. */
    public References claims() {
        return claims;
    }

    private Optional<ImageFacts> facts(ObjectKey key) {
        return mirror.dataSources().find(key).map(image -> {
            Optional<ObjectKey> claim = ImageFacts.claimOf(image);
            return new ImageFacts(
                    image,
                    claim.flatMap(mirror.dataVolumes()::find),
                    claim.flatMap(mirror.claims()::find),
                    false,
                    made.to(key));
        });
    }

    private static Set<ObjectKey> claim(DataSource image) {
        return ImageFacts.claimOf(image).map(Set::of).orElse(Set.of());
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
