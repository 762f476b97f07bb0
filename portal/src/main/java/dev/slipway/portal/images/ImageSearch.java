package dev.slipway.portal.images;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Findable;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** Finds images by everything that the list shows of them; those whose name begins with the words come first. */
@Singleton
class ImageSearch implements Findable {
    private final ImageIndex index;

    ImageSearch(ImageIndex index) {
        this.index = index;
    }

    @Override
    public List<Found> find(Visit visit, String words, int limit) {
        return index.seen(visit).rows().stream()
                .filter(row -> row.text().contains(words))
                .sorted(Comparator.<ImageRow, Boolean>comparing(
                                row -> !row.key().name().startsWith(words))
                        .thenComparing(ImageRow::key))
                .limit(limit)
                .map(row -> new Found(
                        "image",
                        row.key().name(),
                        "Image, " + row.state().words().toLowerCase(java.util.Locale.ROOT) + ", in "
                                + row.key().namespace(),
                        row.path()))
                .toList();
    }
}
