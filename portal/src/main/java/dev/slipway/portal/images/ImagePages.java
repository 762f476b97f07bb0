package dev.slipway.portal.images;

import static dev.slipway.portal.images.ImageFacts.text;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Newcomers;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.machines.Activity;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.Event;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds images for pages: only those that the visitor may see. */
@Singleton
class ImagePages {
    private static final int ACTIVITIES = 12;
    private static final int NEAREST = 3;

    private final ImageIndex index;
    private final Rights rights;
    private final Tasks tasks;
    private final ClusterMirror mirror;
    private final Newcomers newcomers;

    ImagePages(ImageIndex index, Rights rights, Tasks tasks, ClusterMirror mirror, Newcomers newcomers) {
        this.index = index;
        this.rights = rights;
        this.tasks = tasks;
        this.mirror = mirror;
        this.newcomers = newcomers;
    }

    /** Returns what the visitor may know of an image; {@link Missing} if there is none that the visitor may see. */
    ImageFacts facts(Visit visit, ObjectKey key) {
        return newcomers
                .find(visit, ImageList.KIND.right(), key, ImageActions.path("datasources", key), () -> find(visit, key))
                .orElseThrow(() -> missing(visit, key));
    }

    /** Returns what the visitor may know of an image; empty if there is none that he may see. */
    Optional<ImageFacts> find(Visit visit, ObjectKey key) {
        return index.find(visit, key);
    }

    ImagePage.Head head(Visit visit, ImageFacts facts) {
        ImageRow row = ImageRow.of(facts);
        Predicate<Ask> may = may(visit, row);
        return new ImagePage.Head(
                row,
                ImageOffer.machine(row, may),
                ImageOffer.retry(row, facts, may),
                ImageOffer.delete(row, may),
                row.state().ready()
                        ? facts.claim()
                                .map(claim -> ObjectKey.of(claim).toString())
                                .orElse("")
                        : "",
                visit.csrf());
    }

    ImagePage.Body body(Visit visit, ImageFacts facts) {
        ImageRow row = ImageRow.of(facts);
        List<Event> events = rights.may(visit.identity(), Ask.LIST_EVENTS, facts.diskProject())
                ? facts.volume().stream()
                        .flatMap(volume -> mirror.events().about("DataVolume", ObjectKey.of(volume)).stream())
                        .toList()
                : List.of();
        return new ImagePage.Body(
                row,
                ImageFacts.claimOf(facts.image()).map(ObjectKey::toString).orElse(""),
                facts.claim()
                        .map(claim -> claim.getSpec().getStorageClassName())
                        .orElse(""),
                facts.source()
                        .map(source -> source.http())
                        .map(http -> text(http.checksum()))
                        .orElse(""),
                facts.machines(),
                Activity.of(tasks.about(ImageTasks.KIND, row.key(), ACTIVITIES), events, ACTIVITIES));
    }

    List<ImageOffer> offers(Visit visit, ImageFacts facts) {
        ImageRow row = ImageRow.of(facts);
        Predicate<Ask> may = may(visit, row);
        return Stream.of(
                        Stream.of(ImageOffer.machine(row, may)),
                        ImageOffer.retry(row, facts, may).stream(),
                        Stream.of(ImageOffer.delete(row, may)))
                .flatMap(offers -> offers)
                .toList();
    }

    private Predicate<Ask> may(Visit visit, ImageRow row) {
        return ask -> rights.may(visit.identity(), ask, row.key().namespace());
    }

    private Missing missing(Visit visit, ObjectKey key) {
        List<String> near = index.seen(visit).rows().stream()
                .filter(row -> row.key().name().contains(key.name())
                        || key.name().contains(row.key().name()))
                .limit(NEAREST)
                .map(row -> row.key().toString())
                .toList();
        return new Missing(
                "There is no image " + key.name() + " in " + key.namespace() + ".",
                "Either it does not exist, or you may not see it."
                        + (near.isEmpty() ? "" : " The nearest names are " + String.join(", ", near) + "."));
    }
}
