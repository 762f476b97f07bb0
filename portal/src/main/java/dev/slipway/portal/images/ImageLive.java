package dev.slipway.portal.images;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.EventsByObject;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State, actions, facts and activity on the page of an image. */
@Singleton
class ImageLive implements LivePart {
    private final ImagePages pages;
    private final ClusterMirror mirror;
    private final Tasks tasks;

    ImageLive(ImagePages pages, ClusterMirror mirror, Tasks tasks) {
        this.pages = pages;
        this.mirror = mirror;
        this.tasks = tasks;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String image = wanted.getFirst("image");
        String[] parts = image == null ? new String[0] : image.split("/", -1);
        return parts.length == 2 ? Optional.of(new View(visit, new ObjectKey(parts[0], parts[1]))) : Optional.empty();
    }

    private final class View implements LiveView {
        private final Visit visit;
        private final ObjectKey key;
        private String told = "";

        View(Visit visit, ObjectKey key) {
            this.visit = visit;
            this.key = key;
        }

        @Override
        public Update next() {
            Optional<ImageFacts> facts = pages.find(visit, key);
            String now = facts.map(this::print).orElse("gone");
            if (now.equals(told)) {
                return Update.NOTHING;
            }
            told = now;
            return facts.map(found -> Update.of(List.of(
                            Templates.head(pages.head(visit, found)).render(),
                            Templates.body(pages.body(visit, found)).render())))
                    .orElse(Update.STALE);
        }

        /** Returns a text that changes whenever the page would look different. */
        private String print(ImageFacts facts) {
            String versions = Stream.of(Stream.of(facts.image()), facts.volume().stream(), facts.claim().stream())
                    .flatMap(stream -> stream.map(HasMetadata.class::cast))
                    .map(object -> object.getMetadata().getResourceVersion())
                    .collect(Collectors.joining(" "));
            String events = facts.volume().stream()
                    .flatMap(volume -> mirror.events().about("DataVolume", ObjectKey.of(volume)).stream()
                            .limit(1))
                    .map(event -> event.getMetadata().getName() + EventsByObject.time(event))
                    .collect(Collectors.joining());
            return versions + facts.machines() + events + tasks.version();
        }
    }
}
